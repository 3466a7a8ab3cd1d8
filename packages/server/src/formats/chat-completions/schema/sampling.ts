import { z } from "zod";
import type { AnswerParameters } from "../../../generation/task.js";
import { numberIn, optional } from "../../validation/fields.js";
import { logitBiasRange, maxStopSequences, parameterRanges as ranges } from "../parameter-ranges.js";

/** How tokens are drawn, and what ends an answer: what chats, continued texts and presets say alike. */
export const samplingFields = {
  stop: optional(
    z.union([z.string().min(1), z.array(z.string().min(1)).max(maxStopSequences)], {
      error: `must be a string or an array of at most ${maxStopSequences} strings, none of them empty`,
    }),
  ),
  seed: optional(numberIn(ranges.seed)),
  temperature: optional(numberIn(ranges.temperature)),
  top_p: optional(numberIn(ranges.top_p)),
  top_k: optional(numberIn(ranges.top_k)),
  min_p: optional(numberIn(ranges.min_p)),
  top_a: optional(numberIn(ranges.top_a)),
  frequency_penalty: optional(numberIn(ranges.frequency_penalty)),
  presence_penalty: optional(numberIn(ranges.presence_penalty)),
  repetition_penalty: optional(numberIn(ranges.repetition_penalty)),
  logit_bias: optional(
    z.record(
      z.string().regex(/^\d{1,10}$/, { error: "must have token ids as keys" }),
      numberIn(logitBiasRange),
    ),
  ),
};

type SamplingRequest = { [Name in keyof typeof samplingFields]: z.output<(typeof samplingFields)[Name]> };

/** Those of {@link samplingFields} that a request has given. */
export function samplingOf(request: SamplingRequest): AnswerParameters {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(samplingFields) as (keyof SamplingRequest)[]) {
    if (request[name] !== undefined) given[name] = request[name];
  }
  if (typeof request.stop === "string") given.stop = [request.stop];
  return given;
}
