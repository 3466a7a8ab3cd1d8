import type { Generation } from "../../generation/generations.js";
import type { ResponsesCall } from "./read-request.js";
import { ResponseWriter } from "./response-writer.js";

/** The body of an answer that is not streamed: what a stream would have told at its end. */
export async function wholeResponse(generation: Generation, call: ResponsesCall, fields: () => object) {
  const writer = new ResponseWriter(generation, call, call.task.models[0] ?? "");
  const { events } = generation;
  for (let event = await events.next(); event; event = await events.next()) writer.read(event, fields);
  return writer.response;
}
