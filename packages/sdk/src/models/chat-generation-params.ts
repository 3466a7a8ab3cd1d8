import type { OpenEnum } from "../types/enums.js";
import type { AnthropicCacheControlDirective, PromptCacheOptions } from "./cache-control.js";
import type { ChatMessageContentItemText } from "./content.js";
import type { Message } from "./messages.js";
import type { ChatPlugin } from "./plugins.js";
import type { ProviderPreferences } from "./provider-preferences.js";
import type { Reasoning, ReasoningEffort } from "./reasoning.js";
import type { ResponseFormat } from "./response-format.js";
import type { StopServerToolsWhenCondition, Tool, ToolChoiceOption } from "./tools.js";

/** Options of a streamed answer. */
export type ChatStreamOptions = {
  /**
   * `true`: a chunk near the end carries the usage.
   * @deprecated The API always sends it. Wire: `include_usage`.
   */
  includeUsage?: boolean | undefined;
};

/** Help for finding mistakes. */
export type ChatDebugOptions = {
  /** `true`: the first chunk of a stream shows the body sent to the provider. Wire: `echo_upstream_body`. */
  echoUpstreamBody?: boolean | undefined;
};

/** Names under which a tracing service files the request. Further keys are sent as they are. */
export type TraceConfig = {
  /** Id of the trace. Wire: `trace_id`. */
  traceId?: string | undefined;
  /** Name of the trace. Wire: `trace_name`. */
  traceName?: string | undefined;
  /** Name of the span. Wire: `span_name`. */
  spanName?: string | undefined;
  /** Id of the span above. Wire: `parent_span_id`. */
  parentSpanId?: string | undefined;
  /** Name of the generation. Wire: `generation_name`. */
  generationName?: string | undefined;
  [key: string]: unknown;
};

/** Text that the answer will largely repeat, so that it can be made faster. */
export type Prediction = {
  /** Kind of prediction. Only `"content"` exists. */
  type: "content";
  /** The expected answer: text, or parts of text. */
  content: string | Array<Pick<ChatMessageContentItemText, "type" | "text">>;
};

/**
 * A request for an answer to a conversation.
 *
 * Fields the SDK doesn't know are sent as they are. Values are not checked here: the API decides.
 * Where a field allows `null`, it means the same as leaving it out.
 */
export type ChatGenerationParams = {
  /** The conversation so far, oldest first; the API wants at least one message. */
  messages: Array<Message>;
  /** Model, e.g. `"openai/gpt-4o-mini"`. Default: the account's default model. */
  model?: string | undefined;
  /** Models to try in order when the one before fails. */
  models?: Array<string> | undefined;
  /** `true`: the answer arrives piece by piece as an `EventStream`. Default `false`. */
  stream?: boolean | null | undefined;
  /** Options of a streamed answer. Wire: `stream_options`. */
  streamOptions?: ChatStreamOptions | null | undefined;

  /** Longest answer in tokens, thinking included; at least 1. Wire: `max_completion_tokens`. */
  maxCompletionTokens?: number | null | undefined;
  /** Longest answer in tokens, at least 1; older name of `maxCompletionTokens`. Wire: `max_tokens`. */
  maxTokens?: number | null | undefined;
  /** Strings (at most 4) at which the answer ends; they are not part of it. */
  stop?: string | Array<string> | null | undefined;

  /** Randomness, 0 to 2; 0 always takes the likeliest token. Default 1. */
  temperature?: number | null | undefined;
  /** Sample from the likeliest tokens that together reach this probability, 0 to 1. Default 1. Wire: `top_p`. */
  topP?: number | null | undefined;
  /** Sample from this many likeliest tokens; 0 means all. Default 0. Wire: `top_k`. */
  topK?: number | null | undefined;
  /** Leave out tokens less likely than this share of the likeliest one, 0 to 1. Default 0. Wire: `min_p`. */
  minP?: number | null | undefined;
  /** Leave out tokens less likely than this times the squared highest probability, 0 to 1. Default 0. Wire: `top_a`. */
  topA?: number | null | undefined;
  /** Same seed and request, same answer, where the provider can. An integer. */
  seed?: number | null | undefined;
  /** Penalty for tokens by how often they occurred, −2 to 2. Default 0. Wire: `frequency_penalty`. */
  frequencyPenalty?: number | null | undefined;
  /** Penalty for tokens that occurred at all, −2 to 2. Default 0. Wire: `presence_penalty`. */
  presencePenalty?: number | null | undefined;
  /** Factor that makes tokens of the prompt and answer less likely again, above 0 to 2. Default 1. Wire: `repetition_penalty`. */
  repetitionPenalty?: number | null | undefined;
  /** Added to the logits of tokens: token id to −100 (never) … 100 (always). Wire: `logit_bias`. */
  logitBias?: { [tokenId: string]: number } | null | undefined;
  /** `true`: return the log-probability of each token. Default `false`. */
  logprobs?: boolean | null | undefined;
  /** Alternatives to return with each token, 0 to 20; needs `logprobs`. Wire: `top_logprobs`. */
  topLogprobs?: number | null | undefined;

  /** Form of the answer. Default text. Wire: `response_format`. */
  responseFormat?: ResponseFormat | undefined;
  /** Tools that the model may use. */
  tools?: Array<Tool> | undefined;
  /** Whether the model may, must or must not use tools. Default `"auto"` when there are tools. Wire: `tool_choice`. */
  toolChoice?: ToolChoiceOption | undefined;
  /** `false`: at most one tool call in an answer. Default `true`. Wire: `parallel_tool_calls`. */
  parallelToolCalls?: boolean | null | undefined;
  /** When to end the loop of server tool calls: any one condition suffices. Wire: `stop_server_tools_when`. */
  stopServerToolsWhen?: Array<StopServerToolsWhenCondition> | undefined;
  /** What a reasoning model shall do before it answers. */
  reasoning?: Reasoning | undefined;
  /** How much a reasoning model shall think; short for `reasoning.effort`. Wire: `reasoning_effort`. */
  reasoningEffort?: ReasoningEffort | null | undefined;
  /** Text that the answer will largely repeat. */
  prediction?: Prediction | null | undefined;
  /** What the model shall produce. Default text. */
  modalities?: Array<OpenEnum<"text" | "image" | "audio">> | undefined;
  /** Options of image models, e.g. `aspect_ratio`. Keys are sent as they are. Wire: `image_config`. */
  imageConfig?: { [key: string]: string | number | Array<unknown> } | undefined;

  /** Which providers may answer. */
  provider?: ProviderPreferences | null | undefined;
  /** What OpenRouter shall do around the model. */
  plugins?: Array<ChatPlugin> | undefined;
  /**
   * How `models` is used.
   * @deprecated Use `provider.sort`, or plugins.
   */
  route?: OpenEnum<"fallback" | "sort"> | null | undefined;
  /** Class of service at the provider. Default `"auto"`. Wire: `service_tier`. */
  serviceTier?: OpenEnum<"auto" | "default" | "fast" | "flex" | "priority" | "scale"> | null | undefined;
  /** Cache marker for the whole prompt. Wire: `cache_control`. */
  cacheControl?: AnthropicCacheControlDirective | undefined;
  /** Key by which a provider finds its cache again. Wire: `prompt_cache_key`. */
  promptCacheKey?: string | null | undefined;
  /** Caching of the whole prompt. Wire: `prompt_cache_options`. */
  promptCacheOptions?: PromptCacheOptions | null | undefined;

  /** Up to 16 labels of the caller; keys and values are sent as they are. */
  metadata?: { [key: string]: string } | undefined;
  /** Stable id of the end user, to tell users apart when one misbehaves. */
  user?: string | undefined;
  /** Groups the requests of a conversation, at most 256 characters. Wire: `session_id`. */
  sessionId?: string | undefined;
  /** Names under which a tracing service files the request. */
  trace?: TraceConfig | undefined;
  /** Help for finding mistakes. */
  debug?: ChatDebugOptions | undefined;
};
