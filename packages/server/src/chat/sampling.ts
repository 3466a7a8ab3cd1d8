import type { SamplingOptions } from "../engine/types.js";
import type { ChatRequest } from "../schemas/chat-request.js";
import { badRequest } from "./api-error.js";
import type { ModelDefaults } from "./served-models.js";

const toLogitBias = (bias: Record<string, number>, vocabularySize: number): Record<number, number> =>
  Object.fromEntries(
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

/** The request's sampling fields; where it leaves them open, the model's defaults, then OpenRouter's. */
export const toSampling = (
  request: ChatRequest,
  vocabularySize: number,
  defaults: ModelDefaults = {},
): SamplingOptions => ({
  temperature: request.temperature ?? defaults.temperature ?? 1,
  topP: request.top_p ?? defaults.topP ?? 1,
  topK: request.top_k ?? 0,
  minP: request.min_p ?? 0,
  topA: request.top_a ?? 0,
  frequencyPenalty: request.frequency_penalty ?? 0,
  presencePenalty: request.presence_penalty ?? 0,
  repetitionPenalty: request.repetition_penalty ?? 1,
  ...(typeof request.seed === "number" && { seed: request.seed }),
  ...(request.logit_bias && { logitBias: toLogitBias(request.logit_bias, vocabularySize) }),
});
