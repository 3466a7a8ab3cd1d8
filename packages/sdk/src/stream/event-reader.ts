import type { ChatResponse } from "../models/index.js";
import { createSseDecoder } from "./sse.js";

/** What the events of a stream mean. */
export interface StreamProtocol<T> {
  /** Set when nothing more belongs to the stream: by `read` at its last event, or by who stops reading. */
  ended: boolean;
  /** Id that the events gave. */
  readonly id?: string | undefined;
  /** The value of one event, `undefined` when it has none. Throws when the event can't be understood. */
  read(data: string): T | undefined;
  /**
   * The error that the stream ends with, `undefined` when it is complete.
   * Without `ended` the body was over (`cause` absent) or broke (`cause` says why) too early.
   */
  verdict(cause?: unknown): Error | undefined;
  /** What the stream has brought up to now, for errors. */
  received(): ChatResponse;
}

/** What may end a stream early. `Limit` of `http/` is one. */
export interface StreamLimit {
  /** Aborting it ends the stream at once with its reason, an error of this SDK. */
  readonly signal: AbortSignal;
  /** Begins to count the server's silence, unless it is being counted: someone waits for an event. */
  restart(): void;
  /** Stops counting: an event has come. */
  pause(): void;
  /** Called when the stream is over for whatever reason. */
  release(): void;
}

export interface EventReaderOptions {
  limit?: StreamLimit | undefined;
  /** Is given the text of each comment. */
  onKeepAlive?: ((comment: string) => void) | undefined;
}

/** The values of a body's events: reads from the network only when asked, and only when nothing is left to give. */
export interface EventReader<T> extends AsyncGenerator<T, undefined, unknown> {
  /** Waits for the first value without taking it. */
  ready(): Promise<void>;
  /** Ends the stream and closes the connection, also while someone waits for a value. */
  close(): Promise<void>;
}

/** How long the server may take to end the body after the last event, so that the connection can be reused. */
const GRACE_MS = 100;

export function createEventReader<T>(
  body: ReadableStream<Uint8Array>,
  protocol: StreamProtocol<T>,
  { limit, onKeepAlive }: EventReaderOptions = {},
): EventReader<T> {
  const source = body.getReader();
  let first: Promise<IteratorResult<T, undefined>> | undefined;

  async function close(): Promise<void> {
    protocol.ended = true;
    first = undefined;
    limit?.release();
    await source.cancel().catch(() => {});
  }

  async function* read(): AsyncGenerator<T, undefined> {
    const decode = createSseDecoder(onKeepAlive);
    let bytes: Uint8Array | undefined;
    let cause: unknown;
    try {
      do {
        limit?.restart();
        try {
          bytes = (await source.read()).value;
        } catch (error) {
          bytes = undefined;
          cause = error;
        }
        for (const data of decode(bytes)) {
          let value: T | undefined;
          try {
            if (!protocol.ended) value = protocol.read(data);
          } catch (error) {
            // What follows the last line end of a body that was cut may be half an event.
            if (bytes) throw error;
            cause ??= error;
          }
          if (value === undefined) continue;
          limit?.pause();
          yield value;
        }
      } while (bytes && !protocol.ended);
      if (bytes) {
        const timer = setTimeout(close, GRACE_MS);
        await source.read().catch(() => {});
        clearTimeout(timer);
      }
      const error = limit?.signal.aborted
        ? Object.assign(limit.signal.reason, { received: protocol.received() })
        : protocol.verdict(cause);
      if (error) throw error;
    } finally {
      close();
    }
    return undefined;
  }

  limit?.signal.addEventListener("abort", close);
  if (limit?.signal.aborted) close();

  const values = read();
  const next = values.next.bind(values);
  return Object.assign(values, {
    next() {
      const step = first ?? next();
      first = undefined;
      return step;
    },
    async ready() {
      first = next();
      await first;
    },
    close,
    // The generator's own would wait for a value that someone waits for.
    async return(value: undefined) {
      await close();
      return { done: true as const, value };
    },
  });
}
