import type { TokenLogprob, TokenLogprobs } from "../engine/types.js";
import type { AnswerUsage, Delta, FinishReason } from "./answer.js";
import { type ApiError, errorDetail } from "./api-error.js";
import { fingerprint } from "./ids.js";
import { providerName } from "./provider.js";

/** What every chunk of an answer, or its only body, begins with. */
export interface AnswerIdentity {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
}

const head = (identity: AnswerIdentity, object: "chat.completion" | "chat.completion.chunk") => ({
  id: identity.id,
  object,
  created: identity.created,
  model: identity.model,
  provider: providerName,
  system_fingerprint: fingerprint(identity.model),
});

const tokenLogprob = ({ token, bytes, logprob }: TokenLogprob) => ({ token, logprob, bytes });

const toLogprobs = (tokens: TokenLogprobs[] | undefined) =>
  tokens === undefined
    ? null
    : {
        content: tokens.map((token) => ({
          ...tokenLogprob(token),
          top_logprobs: token.top.map(tokenLogprob),
        })),
        refusal: null,
      };

const toUsage = (usage: AnswerUsage) => ({
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  total_tokens: usage.promptTokens + usage.completionTokens,
  cost: 0,
  is_byok: false,
  prompt_tokens_details: { cached_tokens: usage.cachedTokens },
  completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
});

const reasoningDetails = (text: string) => [{ type: "reasoning.text", text, format: "unknown", index: 0 }];

const deltaBody = (delta: Delta) => ({
  role: "assistant",
  content: delta.content ?? (delta.tool_calls ? null : ""),
  ...(delta.reasoning !== undefined && {
    reasoning: delta.reasoning,
    reasoning_details: reasoningDetails(delta.reasoning),
  }),
  ...(delta.tool_calls && { tool_calls: delta.tool_calls }),
});

/** The chunks of a streamed answer. */
export const chunkWriter = (identity: AnswerIdentity) => {
  const base = head(identity, "chat.completion.chunk");
  return {
    debug: (upstreamBody: unknown) => ({
      ...base,
      choices: [],
      debug: { echo_upstream_body: upstreamBody },
    }),
    delta: (delta: Delta, logprobs: TokenLogprobs[] | undefined) => ({
      ...base,
      choices: [
        {
          index: 0,
          delta: deltaBody(delta),
          finish_reason: null,
          native_finish_reason: null,
          logprobs: toLogprobs(logprobs),
        },
      ],
    }),
    finish: (finishReason: FinishReason, nativeFinishReason: string) => ({
      ...base,
      choices: [
        {
          index: 0,
          delta: { role: "assistant", content: "" },
          finish_reason: finishReason,
          native_finish_reason: nativeFinishReason,
          logprobs: null,
        },
      ],
    }),
    usage: (usage: AnswerUsage) => ({ ...base, choices: [], usage: toUsage(usage) }),
    error: (error: ApiError) => ({
      ...base,
      error: errorDetail(error),
      choices: [
        { index: 0, delta: { role: "assistant", content: "" }, finish_reason: "error", logprobs: null },
      ],
    }),
  };
};

/** Puts the deltas of an answer together. */
export class MessageCollector {
  #content = "";
  #reasoning = "";
  #calls: { id: string; type: "function"; function: { name: string; arguments: string } }[] = [];
  #logprobs: TokenLogprobs[] = [];

  add(delta: Delta, logprobs: TokenLogprobs[] | undefined): void {
    this.#content += delta.content ?? "";
    this.#reasoning += delta.reasoning ?? "";
    if (logprobs) this.#logprobs.push(...logprobs);
    for (const { index, id, function: part } of delta.tool_calls ?? []) {
      const call = this.#calls[index];
      if (call) call.function.arguments += part.arguments;
      else {
        this.#calls[index] = {
          id: id ?? "",
          type: "function",
          function: { name: part.name ?? "", arguments: part.arguments },
        };
      }
    }
  }

  /** The assistant's message so far. */
  message() {
    return {
      role: "assistant",
      content: this.#content === "" && this.#calls.length > 0 ? null : this.#content,
      refusal: null,
      reasoning: this.#reasoning === "" ? null : this.#reasoning,
      ...(this.#reasoning !== "" && { reasoning_details: reasoningDetails(this.#reasoning) }),
      ...(this.#calls.length > 0 && { tool_calls: this.#calls }),
    };
  }

  /** The body of an answer that is not streamed. */
  response(
    identity: AnswerIdentity,
    end: { finishReason: FinishReason; nativeFinishReason: string; usage: AnswerUsage },
    withLogprobs: boolean,
  ) {
    return {
      ...head(identity, "chat.completion"),
      choices: [
        {
          index: 0,
          message: this.message(),
          finish_reason: end.finishReason,
          native_finish_reason: end.nativeFinishReason,
          logprobs: withLogprobs ? toLogprobs(this.#logprobs) : null,
        },
      ],
      usage: toUsage(end.usage),
    };
  }
}
