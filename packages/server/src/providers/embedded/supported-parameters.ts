import type { EngineModel } from "../../engine/types.js";

const always = [
  "frequency_penalty",
  "logit_bias",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "min_p",
  "parallel_tool_calls",
  "presence_penalty",
  "repetition_penalty",
  "response_format",
  "seed",
  "stop",
  "structured_outputs",
  "temperature",
  "tool_choice",
  "tools",
  "top_a",
  "top_k",
  "top_logprobs",
  "top_p",
];

/** The parameters that this model honours, by OpenRouter's names. */
export function supportedParameters({ reasoning }: EngineModel): string[] {
  return reasoning ? [...always, "include_reasoning", "reasoning"] : always;
}
