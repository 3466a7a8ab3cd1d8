// Uses nothing: pages read this table in the browser, as `@openrouter/server/parameters`.

/** The values that a numeric parameter may have, both ends included. */
export interface ParameterRange {
  readonly min: number;
  readonly max: number;
  /** Only whole numbers. */
  readonly integer: boolean;
}

const largestCount = 2 ** 31 - 1;

/** Each numeric parameter of a chat completion, by its name on the wire, with the values it may have. */
export const parameterRanges = {
  temperature: { min: 0, max: 2, integer: false },
  top_p: { min: 0, max: 1, integer: false },
  top_k: { min: 0, max: largestCount, integer: true },
  min_p: { min: 0, max: 1, integer: false },
  top_a: { min: 0, max: 1, integer: false },
  seed: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true },
  frequency_penalty: { min: -2, max: 2, integer: false },
  presence_penalty: { min: -2, max: 2, integer: false },
  // Divides: the least keeps the result a finite number.
  repetition_penalty: { min: 0.01, max: 2, integer: false },
  // Where both limits are given, the smaller counts.
  max_tokens: { min: 1, max: largestCount, integer: true },
  max_completion_tokens: { min: 1, max: largestCount, integer: true },
  top_logprobs: { min: 0, max: 20, integer: true },
} as const satisfies Record<string, ParameterRange>;

/** What `logit_bias` may add to a token's logit. */
export const logitBiasRange: ParameterRange = { min: -100, max: 100, integer: false };

/** How many texts `stop` may list. */
export const maxStopSequences = 4;
