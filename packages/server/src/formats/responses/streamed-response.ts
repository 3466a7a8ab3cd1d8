import { toApiError } from "../../generation/api-error.js";
import type { GenerationEvent } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { EventText, type EventWriter, namedEvent, processing } from "../server-sent-events.js";
import type { ResponsesCall } from "./read-request.js";
import type { ResponseBody } from "./response-body.js";
import { type NumberedEvent, ResponseWriter } from "./response-writer.js";

export interface StreamOptions {
  /** Pause between comments while nothing else comes, in milliseconds. */
  keepAliveMs: number;
  /** Named before anybody has taken the task. */
  requestedModel: string;
  /** Added to the response when it ends. */
  lastFields: () => object;
  /** Given the response at its end, before the client is told of it: what it changes is told. */
  onEnd?: ((response: ResponseBody) => Promise<void>) | undefined;
}

/** The text of a streamed response: its events, with comments while it waits; an error ends it with `response.failed`. */
export function streamedResponse(
  generation: Generation,
  call: ResponsesCall,
  options: StreamOptions,
): EventText {
  return new EventText(generation.events, new EventsText(generation, call, options), options.keepAliveMs);
}

class EventsText implements EventWriter {
  readonly #writer: ResponseWriter;
  readonly #options: StreamOptions;
  #queue: number | undefined;

  constructor(generation: Generation, call: ResponsesCall, options: StreamOptions) {
    this.#writer = new ResponseWriter(generation, call, options.requestedModel);
    this.#options = options;
  }

  event(event: GenerationEvent): string | Promise<string> {
    const events = this.#writer.read(event, this.#options.lastFields);
    if (event.type === "end" && this.#options.onEnd) return this.#ended(events, this.#options.onEnd);
    if (event.type !== "waiting") return textOf(events);
    this.#queue = event.queue;
    return textOf(events) + processing(this.#queue);
  }

  async #ended(events: NumberedEvent[], onEnd: (response: ResponseBody) => Promise<void>): Promise<string> {
    const last = events.at(-1);
    if (last && "response" in last) await onEnd(last.response as ResponseBody);
    return textOf(events);
  }

  pause(): string {
    return textOf(this.#writer.begin()) + processing(this.#queue);
  }

  end(): string {
    return "";
  }

  failed(error: unknown): string {
    return textOf(this.#writer.fail(toApiError(error), this.#options.lastFields()));
  }
}

function textOf(events: readonly NumberedEvent[]): string {
  return events.map((event) => namedEvent(event.type, event)).join("");
}
