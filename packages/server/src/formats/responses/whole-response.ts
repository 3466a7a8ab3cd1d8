import type { GenerationEvent } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import type { ResponsesCall } from "./read-request.js";
import { ResponseWriter } from "./response-writer.js";

/** The body of an answer that is not streamed: what a stream would have told at its end. */
export async function wholeResponse(
  generation: Generation,
  first: IteratorResult<GenerationEvent, undefined>,
  call: ResponsesCall,
  fields: () => object,
) {
  const writer = new ResponseWriter(generation, call, call.task.models[0] ?? "");
  for (let next = first; !next.done; next = await generation.events.next()) writer.read(next.value, fields);
  return writer.response;
}
