/** What the API takes of the parameters of chat completions. */
export const supportedParameters: readonly string[] = [
  "include_reasoning",
  "max_tokens",
  "parallel_tool_calls",
  "reasoning",
  "response_format",
  "stop",
  "structured_outputs",
  "temperature",
  "tool_choice",
  "tools",
  "top_k",
  "top_p",
];
