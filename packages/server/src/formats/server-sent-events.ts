import { ClientGone } from "../generation/client-gone.js";
import type { GenerationEvent } from "../generation/event.js";
import type { EventBuffer } from "../generation/event-buffer.js";

/** A comment that keeps a stream of server-sent events alive. `queue`: the place in it, if there is one. */
export function processing(queue: number | undefined): string {
  return `: OPENROUTER PROCESSING${queue === undefined ? "" : ` queue position ${queue}`}\n\n`;
}

export function event(data: unknown): string {
  return `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
}

/** For languages whose events have names. */
export function namedEvent(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** How an API language writes the events of one answer; an empty text is not sent. */
export interface EventWriter {
  /** A promise where something has to be done before the client is told. */
  event(event: GenerationEvent): string | Promise<string>;
  /** What is written while nothing comes. */
  pause(): string;
  /** What follows the last event. */
  end(): string;
  /** What is written instead of the rest. */
  failed(error: unknown): string;
}

/**
 * The text of a streamed answer: with each step all that has come meanwhile. It begins with the text of a pause if
 * nothing is here yet, and repeats that whenever nothing came for `pauseMs`. A client that is gone is told nothing.
 */
export class EventText implements AsyncIterator<string, undefined> {
  readonly #events: EventBuffer;
  readonly #writer: EventWriter;
  readonly #pauseMs: number;
  #begun = false;
  #done = false;

  constructor(events: EventBuffer, writer: EventWriter, pauseMs: number) {
    this.#events = events;
    this.#writer = writer;
    this.#pauseMs = pauseMs;
  }

  async next(): Promise<IteratorResult<string, undefined>> {
    while (!this.#done) {
      const waits = this.#begun || this.#events.ready;
      this.#begun = true;
      const came = waits && (await this.#events.arrival(this.#pauseMs));
      const value = came ? await this.#all() : this.#writer.pause();
      if (value !== "") return { done: false, value };
    }
    return { done: true, value: undefined };
  }

  /** What has come. */
  async #all(): Promise<string> {
    let text = "";
    for (let event = this.#events.take(); event; event = this.#events.take()) {
      const written = this.#writer.event(event);
      text += typeof written === "string" ? written : await written;
    }
    const { ended } = this.#events;
    if (!ended) return text;
    this.#done = true;
    if (!("error" in ended)) return text + this.#writer.end();
    return ended.error instanceof ClientGone ? text : text + this.#writer.failed(ended.error);
  }
}
