/** What the completion tokens were used for. A provider gives what it counts. */
export type CompletionTokensDetails = {
  /** Thinking. Wire: `reasoning_tokens`. */
  reasoningTokens?: number | null | undefined;
  /** Sound. Wire: `audio_tokens`. */
  audioTokens?: number | null | undefined;
  /** Images. Wire: `image_tokens`. */
  imageTokens?: number | null | undefined;
  /** Predicted tokens that the answer has. Wire: `accepted_prediction_tokens`. */
  acceptedPredictionTokens?: number | null | undefined;
  /** Predicted tokens that the answer does not have. Wire: `rejected_prediction_tokens`. */
  rejectedPredictionTokens?: number | null | undefined;
};

/** What the prompt tokens consist of. A provider gives what it counts. */
export type PromptTokensDetails = {
  /** Read from the cache. Wire: `cached_tokens`. */
  cachedTokens?: number | undefined;
  /** Written to the cache. Wire: `cache_write_tokens`. */
  cacheWriteTokens?: number | undefined;
  /** Sound. Wire: `audio_tokens`. */
  audioTokens?: number | undefined;
  /** Video. Wire: `video_tokens`. */
  videoTokens?: number | undefined;
};

/** What the provider charged, in US dollars. */
export type CostDetails = {
  /** All together; `null` when unknown. Wire: `upstream_inference_cost`. */
  upstreamInferenceCost?: number | null | undefined;
  /** For the prompt. Wire: `upstream_inference_prompt_cost`. */
  upstreamInferencePromptCost: number;
  /** For the completion. Wire: `upstream_inference_completions_cost`. */
  upstreamInferenceCompletionsCost: number;
};

/** How often server tools were used. */
export type ServerToolUseDetails = {
  /** Tool calls that the model asked for. Wire: `tool_calls_requested`. */
  toolCallsRequested?: number | null | undefined;
  /** Tool calls that ran. Wire: `tool_calls_executed`. */
  toolCallsExecuted?: number | null | undefined;
  /** Web searches. Wire: `web_search_requests`. */
  webSearchRequests?: number | null | undefined;
};

/** What an answer took. Counts are tokens. */
export type ChatGenerationTokenUsage = {
  /** Tokens of the prompt. Wire: `prompt_tokens`. */
  promptTokens: number;
  /** Tokens of the answer, thinking included. Wire: `completion_tokens`. */
  completionTokens: number;
  /** Both together. Wire: `total_tokens`. */
  totalTokens: number;
  /** What the prompt tokens consist of. Wire: `prompt_tokens_details`. */
  promptTokensDetails?: PromptTokensDetails | null | undefined;
  /** What the completion tokens were used for. Wire: `completion_tokens_details`. */
  completionTokensDetails?: CompletionTokensDetails | null | undefined;
  /** What the account was charged, in credits (US dollars). */
  cost?: number | null | undefined;
  /** What the provider charged. Wire: `cost_details`. */
  costDetails?: CostDetails | null | undefined;
  /** Whether the account's own key at the provider was used. Wire: `is_byok`. */
  isByok?: boolean | undefined;
  /** How often server tools were used. Wire: `server_tool_use_details`. */
  serverToolUseDetails?: ServerToolUseDetails | null | undefined;
};
