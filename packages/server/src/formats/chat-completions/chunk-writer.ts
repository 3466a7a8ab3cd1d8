import type { Accepted, DeltaEvent, Finish, GenerationEvent, Usage } from "../../generation/event.js";
import { type EventWriter, event, processing } from "../server-sent-events.js";
import { usageBody } from "./words.js";

/** What a stream of chunks is asked for. */
export interface ChunkOptions {
  /** Whether a chunk at the end tells the usage. */
  includeUsage: boolean;
  /** Added to the last chunk. */
  lastFields?: (() => object) | undefined;
}

/** The chunks of one API language. */
export interface Chunks {
  /** What is written as soon as somebody has taken the task. */
  accepted(given: Accepted): string;
  delta(given: DeltaEvent): object;
  finish(given: Finish): object;
  /** One that belongs to no answer. */
  withoutChoices(): object;
  failed(error: unknown): object;
}

/** Writes a stream as chunks: comments while it waits, the usage, `[DONE]`; an error ends it early, without `[DONE]`. */
export class ChunkWriter implements EventWriter {
  readonly #chunks: Chunks;
  readonly #options: ChunkOptions;
  #queue: number | undefined;

  constructor(chunks: Chunks, options: ChunkOptions) {
    this.#chunks = chunks;
    this.#options = options;
  }

  event(given: GenerationEvent): string {
    switch (given.type) {
      case "waiting":
        this.#queue = given.queue;
        return this.pause();
      case "accepted":
        return this.#chunks.accepted(given);
      case "delta":
        return event(this.#chunks.delta(given));
      case "finish":
        return event(this.#chunks.finish(given));
      case "end":
        return this.#last(given.usage);
    }
  }

  pause(): string {
    return processing(this.#queue);
  }

  end(): string {
    return event("[DONE]");
  }

  failed(error: unknown): string {
    return event({ ...this.#chunks.failed(error), ...this.#options.lastFields?.() });
  }

  #last(usage: Usage): string {
    const { includeUsage, lastFields } = this.#options;
    const fields = { ...(includeUsage && { usage: usageBody(usage) }), ...lastFields?.() };
    return Object.keys(fields).length > 0 ? event({ ...this.#chunks.withoutChoices(), ...fields }) : "";
  }
}
