import { toApiError } from "../../generation/api-error.js";
import type { GenerationEvent } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { EventText, type EventWriter, namedEvent, processing } from "../server-sent-events.js";
import type { ResponsesCall } from "./read-request.js";
import type { responseBody } from "./response-body.js";
import { type NumberedEvent, ResponseWriter } from "./response-writer.js";

export interface StreamOptions {
  /** Pause between comments while nothing else comes, in milliseconds. */
  keepAliveMs: number;
  /** Named before anybody has taken the task. */
  requestedModel: string;
  /** Added to the response when it ends. */
  lastFields: () => object;
  /** Given the response at its end, before the client is told of it. */
  onEnd?: ((response: ReturnType<typeof responseBody>) => void) | undefined;
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

  event(event: GenerationEvent): string {
    const text = textOf(this.#writer.read(event, this.#options.lastFields));
    if (event.type === "waiting") {
      this.#queue = event.queue;
      return text + processing(this.#queue);
    }
    if (event.type === "end") this.#options.onEnd?.(this.#writer.response);
    return text;
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
