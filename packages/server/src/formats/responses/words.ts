import type { ApiError } from "../../generation/api-error.js";
import type { TokenLogprobs, Usage } from "../../generation/event.js";
import { errorDetail } from "../chat-completions/error-body.js";
import { costBody } from "../chat-completions/words.js";
import { fieldsOf } from "../validation/long-lists.js";

export function responseId(generationId: string): string {
  return `resp_${generationId}`;
}

const errorTypes: Partial<Record<number, string>> = {
  401: "authentication_error",
  402: "insufficient_quota",
  403: "permission_error",
  404: "not_found_error",
  429: "rate_limit_error",
};

/** The body of an error answer: as chat completions have it, with the kind by OpenAI's name. */
export function errorBody(error: ApiError) {
  const type = errorTypes[error.status] ?? (error.status < 500 ? "invalid_request_error" : "server_error");
  return { error: { ...errorDetail(error), ...inOwnNames(error), type } };
}

/** Fields of the task by what they are called here. */
const ownNames: [theirs: RegExp, ours: string][] = [
  [/^response_format(\.json_schema)?(?![\w])/, "text.format"],
  [/^max_tokens$/, "max_output_tokens"],
  [/^(tools\[\d+\])\.function\b/, "$1"],
  [/^messages\b.*/, "input"],
];

/** What was wrong with a field, which those who found it know by another name. */
export function inOwnNames({ message, details: { param } }: ApiError) {
  const [theirs, ours] = ownNames.find(([name]) => param && name.test(param)) ?? [];
  if (!param || !theirs || ours === undefined) return { message, param: param ?? null };
  const own = param.replace(theirs, ours);
  return { message: message.replaceAll(param, own), param: own };
}

/** The error of a response that failed. */
export function responseError(error: ApiError) {
  const { status } = error;
  const code = status === 429 ? "rate_limit_exceeded" : status < 500 ? "invalid_prompt" : "server_error";
  return { code, message: inOwnNames(error).message };
}

export function usageBody(usage: Usage) {
  const { extra = {} } = usage;
  const { prompt_tokens_details: prompt, completion_tokens_details: completion, ...others } = extra;
  return {
    ...others,
    input_tokens: usage.promptTokens,
    input_tokens_details: {
      ...fieldsOf(prompt),
      cached_tokens: usage.cachedTokens,
      ...(usage.cacheWriteTokens !== undefined && { cache_write_tokens: usage.cacheWriteTokens }),
    },
    output_tokens: usage.completionTokens,
    output_tokens_details: { ...fieldsOf(completion), reasoning_tokens: usage.reasoningTokens },
    total_tokens: usage.promptTokens + usage.completionTokens,
    ...costBody(usage, ["input", "output"]),
  };
}

/** Log-probabilities; where a server does not tell the bytes of a token there are none. */
export function logprobsBody(tokens: readonly TokenLogprobs[] = []) {
  return tokens.map((token) => ({
    ...token,
    bytes: token.bytes ?? [],
    top_logprobs: token.top_logprobs.map((top) => ({ ...top, bytes: top.bytes ?? [] })),
  }));
}
