import type { SamplingOptions } from "../../engine/types.js";
import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters } from "../../generation/task.js";
import type { ModelDefaults } from "./model.js";

function toLogitBias(bias: Record<string, number>, vocabularySize: number): Record<number, number> {
  return Object.fromEntries(
    Object.entries(bias).map(([token, value]) => {
      const id = Number(token);
      if (id >= vocabularySize) {
        throw badRequest(
          `logit_bias must have token ids from 0 to ${vocabularySize - 1} as keys, got the key ${token}`,
          "logit_bias",
        );
      }
      return [id, value];
    }),
  );
}

/** The task's sampling parameters; where it leaves them open, the model's defaults, then OpenRouter's. */
export function toSampling(
  parameters: AnswerParameters,
  vocabularySize: number,
  defaults: ModelDefaults = {},
): SamplingOptions {
  return {
    temperature: parameters.temperature ?? defaults.temperature ?? 1,
    topP: parameters.top_p ?? defaults.topP ?? 1,
    topK: parameters.top_k ?? 0,
    minP: parameters.min_p ?? 0,
    topA: parameters.top_a ?? 0,
    frequencyPenalty: parameters.frequency_penalty ?? 0,
    presencePenalty: parameters.presence_penalty ?? 0,
    repetitionPenalty: parameters.repetition_penalty ?? defaults.repetitionPenalty ?? 1,
    ...(typeof parameters.seed === "number" && { seed: parameters.seed }),
    ...(parameters.logit_bias && { logitBias: toLogitBias(parameters.logit_bias, vocabularySize) }),
  };
}
