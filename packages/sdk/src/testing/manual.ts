import { startStream } from "./answers.js";
import type { Exchange, Script } from "./exchange.js";
import { chunkOf, eventOf, type WireObject } from "./wire.js";

/** A stream that a test drives by hand, so that it needs no clock. */
export interface ManualStream {
  /** The script, for one request. */
  readonly script: Script;
  /** Resolves when its request has come. */
  readonly started: Promise<void>;
  /** Sends a chunk, as on the wire, or one with this text. Waits for the request. */
  send(chunk: string | WireObject): Promise<void>;
  /** Sends a comment, as servers do to keep a connection alive. */
  comment(text: string): Promise<void>;
  /** Sends the finish reason and `[DONE]`, and ends the stream. */
  finish(reason?: string): Promise<void>;
  /** Breaks the connection. */
  cut(): Promise<void>;
}

/** Makes a stream that sends what a test tells it, when it tells it. */
export function manualStream(): ManualStream {
  let begin: (exchange: Exchange) => void;
  const exchange = new Promise<Exchange>((resolve) => {
    begin = resolve;
  });
  return {
    script(given) {
      startStream(given);
      begin(given);
    },
    started: exchange.then(() => {}),
    async send(chunk) {
      const data = typeof chunk === "string" ? chunkOf({ content: chunk }) : chunk;
      await (await exchange).write(eventOf(data));
    },
    async comment(text) {
      await (await exchange).write(`: ${text}\n\n`);
    },
    async finish(reason = "stop") {
      (await exchange).end(eventOf(chunkOf({}, reason)) + eventOf("[DONE]"));
    },
    async cut() {
      (await exchange).reset();
    },
  };
}
