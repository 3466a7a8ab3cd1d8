import type { Values } from "../wire/object.js";
import { add, type Fields, fields, folded } from "./fold.js";
import { placeReasoningDetail } from "./reasoning-details.js";
import { placeToolCall } from "./tool-calls.js";

/** What of a message the API streams in pieces. */
const delta = fields({
  content: "text",
  reasoning: "text",
  refusal: "text",
  reasoningDetails: { place: placeReasoningDetail, fields: fields({ text: "text", summary: "text" }) },
  toolCalls: {
    place: placeToolCall,
    fields: fields({ function: { fields: fields({ arguments: "text" }) } }),
  },
  images: "list",
  annotations: "list",
  audio: { fields: fields({ data: "text", transcript: "text" }) },
});

/** What of a chunk grows. */
export const chunkGrowth: Fields = fields({
  choices: {
    place: placeChoice,
    fields: fields({
      delta: { fields: delta },
      logprobs: { fields: fields({ content: "list", refusal: "list" }) },
    }),
  },
});

function placeChoice(choices: Values[], { index = 0 }: Values): Values {
  return choices.find((choice) => choice.index === index) ?? add(choices, { index, delta: folded() });
}
