import { createHash } from "node:crypto";
import type { Delta, TokenLogprobs, Usage } from "../../generation/event.js";

/** What every chunk of an answer, or its only body, begins with. */
export interface AnswerIdentity {
  id: string;
  /** Unix seconds. */
  created: number;
  model: string;
  provider: string;
}

export function head(
  identity: AnswerIdentity,
  object: "chat.completion" | "chat.completion.chunk" | "text_completion",
) {
  return {
    id: identity.id,
    object,
    created: identity.created,
    model: identity.model,
    provider: identity.provider,
    system_fingerprint: fingerprint(identity.model, identity.provider),
  };
}

/** Of models that have answered, a bounded number. */
const fingerprints = new Map<string, string>();
const mostFingerprints = 1_000;

/** The same for the same model of the same provider. */
function fingerprint(model: string, provider: string): string {
  const name = `${model}\0${provider}`;
  const known = fingerprints.get(name);
  if (known) return known;
  const fresh = `fp_${createHash("sha256").update(name).digest("hex").slice(0, 10)}`;
  // Before anybody has taken the task, the name is whatever the client has written.
  if (provider !== "" && fingerprints.size < mostFingerprints) fingerprints.set(name, fresh);
  return fresh;
}

export function logprobsBody(tokens: TokenLogprobs[] | undefined) {
  return tokens ? { content: tokens, refusal: null } : null;
}

export function usageBody(usage: Usage) {
  const { extra = {} } = usage;
  return {
    ...extra,
    prompt_tokens: usage.promptTokens,
    completion_tokens: usage.completionTokens,
    total_tokens: usage.promptTokens + usage.completionTokens,
    ...costBody(usage, ["prompt", "completions"]),
    prompt_tokens_details: {
      ...objectIn(extra.prompt_tokens_details),
      cached_tokens: usage.cachedTokens,
      ...(usage.cacheWriteTokens !== undefined && { cache_write_tokens: usage.cacheWriteTokens }),
    },
    completion_tokens_details: {
      ...objectIn(extra.completion_tokens_details),
      reasoning_tokens: usage.reasoningTokens,
    },
  };
}

/** What the answer costs. `parts`: what the API calls what goes in and what comes out. */
export function costBody(usage: Usage, [input, output]: readonly [input: string, output: string]) {
  const { upstreamCost, cost = 0, promptCost = 0, completionCost = 0 } = usage;
  return {
    cost: Number(cost),
    is_byok: false,
    cost_details: {
      upstream_inference_cost: upstreamCost === undefined ? null : Number(upstreamCost),
      [`upstream_inference_${input}_cost`]: Number(promptCost),
      [`upstream_inference_${output}_cost`]: Number(completionCost),
    },
    ...(usage.estimated && { estimated: true }),
  };
}

function objectIn(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}

function reasoningText(text: string) {
  return [{ type: "reasoning.text", text, format: "unknown", index: 0 }];
}

/** The two ways in which the API tells reasoning. */
export function reasoningBody(text: string | undefined, details: readonly unknown[] | undefined) {
  if (text === undefined && details === undefined) return {};
  return { reasoning: text ?? null, reasoning_details: details ?? reasoningText(text ?? "") };
}

export function deltaBody(delta: Delta) {
  return {
    role: "assistant",
    content: delta.content ?? (delta.tool_calls ? null : ""),
    ...reasoningBody(delta.reasoning, delta.reasoning_details),
    ...(delta.refusal !== undefined && { refusal: delta.refusal }),
    ...(delta.tool_calls && { tool_calls: delta.tool_calls }),
  };
}
