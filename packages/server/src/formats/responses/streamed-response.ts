import { toApiError } from "../../generation/api-error.js";
import { ClientGone } from "../../generation/client-gone.js";
import type { GenerationEvent } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { comment, namedEvent, tick, withTicks } from "../server-sent-events.js";
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
export async function* streamedResponse(
  generation: Generation,
  first: Promise<IteratorResult<GenerationEvent, undefined>>,
  call: ResponsesCall,
  options: StreamOptions,
): AsyncGenerator<string, void, void> {
  const writer = new ResponseWriter(generation, call, options.requestedModel);
  try {
    for await (const next of withTicks(first, generation.events, options.keepAliveMs)) {
      if (next === tick) yield textOf(writer.begin()) + waiting;
      else if (next.type === "waiting") yield textOf(writer.read(next)) + waiting;
      else {
        const text = textOf(writer.read(next, options.lastFields));
        if (next.type === "end") options.onEnd?.(writer.response);
        if (text !== "") yield text;
      }
    }
  } catch (error) {
    if (error instanceof ClientGone) return;
    yield textOf(writer.fail(toApiError(error), options.lastFields()));
  }
}

const waiting = comment("OPENROUTER PROCESSING");

function textOf(events: readonly NumberedEvent[]): string {
  return events.map((event) => namedEvent(event.type, event)).join("");
}
