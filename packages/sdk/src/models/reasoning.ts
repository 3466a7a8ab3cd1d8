import type { OpenEnum } from "../types/enums.js";

/** How much a reasoning model may think before it answers, from most to least. */
export type ReasoningEffort = OpenEnum<"max" | "xhigh" | "high" | "medium" | "low" | "minimal" | "none">;

/** How detailed the summary of the model's thinking shall be. */
export type ReasoningSummaryVerbosity = OpenEnum<"auto" | "concise" | "detailed">;

/** What a reasoning model shall do before it answers. */
export type Reasoning = {
  /** How much to think. Default: the model's own. */
  effort?: ReasoningEffort | null | undefined;
  /**
   * Summary of the thinking to return.
   * @deprecated Older name of `summary`. Wire: `generate_summary`.
   */
  generateSummary?: ReasoningSummaryVerbosity | null | undefined;
  /** Summary of the thinking to return. Default: none. */
  summary?: ReasoningSummaryVerbosity | null | undefined;
  /** Upper bound of thinking tokens, for models that take a budget. Wire: `max_tokens`. */
  maxTokens?: number | null | undefined;
  /** `true`: think, but leave the thinking out of the answer. Default `false`. */
  exclude?: boolean | null | undefined;
  /** `true`: think with the default effort; `false`: don't. */
  enabled?: boolean | null | undefined;
};

/** The provider's own format of a reasoning detail, needed by the API to hand it back. */
export type ReasoningFormat = OpenEnum<
  | "unknown"
  | "openai-responses-v1"
  | "azure-openai-responses-v1"
  | "bedrock-openai-responses-v1"
  | "bedrock-xai-responses-v1"
  | "xai-responses-v1"
  | "meta-responses-v1"
  | "anthropic-claude-v1"
  | "google-gemini-v1"
>;

type ReasoningDetailCommon = {
  /** Format of the provider that made it. */
  format?: ReasoningFormat | null | undefined;
  /** Id given by the provider. */
  id?: string | null | undefined;
  /** Place among the details; deltas of one detail share it. */
  index?: number | undefined;
};

/** A readable summary of the model's thinking. */
export type ReasoningDetailSummary = ReasoningDetailCommon & {
  /** Says that this is a summary. */
  type: "reasoning.summary";
  /** The summary. */
  summary: string;
};

/** Thinking that only the provider can read. */
export type ReasoningDetailEncrypted = ReasoningDetailCommon & {
  /** Says that this is encrypted. */
  type: "reasoning.encrypted";
  /** The encrypted thinking, opaque. */
  data: string;
};

/** The model's thinking as text. */
export type ReasoningDetailText = ReasoningDetailCommon & {
  /** Says that this is text. */
  type: "reasoning.text";
  /** The thinking. Missing in a delta that brings only the signature. */
  text?: string | null | undefined;
  /** The provider's signature of the text; may arrive alone in the last delta. */
  signature?: string | null | undefined;
};

/** A tool that ran on OpenRouter's side while the model was thinking. */
export type ReasoningDetailServerToolCall = ReasoningDetailCommon & {
  /** Says that this is a call of a server tool. */
  type: "reasoning.server_tool_call";
  /** Name of the tool, e.g. `"openrouter:fusion"`. Spelled as on the wire. */
  tool_name: string;
  /** Arguments of the call as JSON text. */
  arguments: string;
  /** What the tool answered, as text. */
  result: string;
  /** Id of the call. Spelled as on the wire. */
  tool_call_id?: string | null | undefined;
};

/**
 * One piece of a model's thinking. Pieces must go back to the API unmodified and in order, so the SDK
 * never touches them: their keys are spelled as on the wire.
 */
export type ReasoningDetailUnion =
  | ReasoningDetailSummary
  | ReasoningDetailEncrypted
  | ReasoningDetailText
  | ReasoningDetailServerToolCall;
