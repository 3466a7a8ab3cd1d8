import type { Account } from "./account.js";
import type { Trace } from "./trace.js";

/**
 * A request for an answer, whatever API language it came in. Its words are those of the chat completions API, the
 * richest of them; the other languages are translated into it. A field that is absent was not given or was null.
 */
export interface Task {
  /** Ids of the models that may answer, the preferred first. Empty: the server's default model. */
  models: readonly string[];
  messages: Message[];
  /**
   * Texts to continue as they are, in place of a conversation: `messages` is empty then. The answers are numbered text
   * by text, `n` to each.
   */
  prompts?: readonly string[] | undefined;
  parameters: AnswerParameters;
  /** What the request calls `response_format`, where it has another name for it. */
  formField?: string | undefined;
  /** Name of what fills in the rest of the task. */
  preset?: string | undefined;
  /** Which providers may answer, and in what order. */
  routing: RoutingPreferences;
  plugins?: Plugins | undefined;
  /** Fields that nobody here knows, for a provider that may. */
  extra: Record<string, unknown>;
  /** Whose turn it takes: waiting requests are served fairly between clients. */
  client: string;
  /** What the client's key may do; absent: everything. */
  account?: Account | undefined;
  /** Id of the generation that it has become. */
  generationId?: string | undefined;
  /** One of the client's own users, between whom its turns are shared. */
  user?: string | undefined;
  /** Follows what is done for it. */
  trace?: Trace | undefined;
  /** HTTP headers that go to the provider with it. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The conversation that this is part of: it stays with the provider that has it in its cache. */
  sessionId?: string | undefined;
}

/** What is to be done to the conversation and to the answer on the way. */
export interface Plugins {
  /** Shorten a conversation that is too long for an endpoint. Default: by the endpoint. */
  compression?: boolean | undefined;
  /** Repair a whole answer that was to be JSON. Default: no. */
  healing?: boolean | undefined;
}

/** A message of the conversation. Fields beyond these are kept for providers that know them. */
export interface Message {
  role: "system" | "developer" | "user" | "assistant" | "tool";
  content?: string | ContentPart[] | undefined;
  name?: string | undefined;
  tool_calls?: ToolCall[] | undefined;
  tool_call_id?: string | undefined;
  refusal?: string | undefined;
  reasoning?: string | undefined;
  reasoning_details?: unknown[] | undefined;
}

export type ContentPart = TextPart | MediaPart;

export interface TextPart {
  type: "text";
  text: string;
  cache_control?: unknown;
}

/** Pictures, sound, films and files: for providers that take them. An address may be a `data:` one. */
export type MediaPart = { cache_control?: unknown } & (
  | { type: "image_url"; image_url: { url: string; detail?: string | undefined } }
  | { type: "input_audio"; input_audio: { data: string; format: string } }
  | { type: "video_url" | "input_video"; video_url: { url: string } }
  | { type: "file"; file: FilePart }
);

export interface FilePart {
  /** The file itself in base64, as a `data:` address, or where it is. */
  file_data?: string | undefined;
  /** A file that the provider has already. */
  file_id?: string | undefined;
  filename?: string | undefined;
}

export interface ToolCall {
  id: string;
  type: "function";
  function: { name: string; arguments: string };
}

export interface Tool {
  type: "function";
  function: {
    name: string;
    description?: string | undefined;
    /** JSON Schema of the arguments. */
    parameters?: Record<string, unknown> | undefined;
    strict?: boolean | undefined;
  };
  cache_control?: unknown;
}

export type ToolChoice = "none" | "auto" | "required" | { type: "function"; function: { name: string } };

/** The form that the answer must have. */
export type ResponseFormat =
  | { type: "text" }
  | { type: "json_object"; schema?: Record<string, unknown> | undefined }
  | {
      type: "json_schema";
      json_schema: {
        name: string;
        description?: string | undefined;
        schema?: Record<string, unknown> | undefined;
        strict?: boolean | undefined;
      };
    }
  | { type: "grammar"; grammar: string }
  | { type: "regex"; pattern: string }
  | { type: "choice"; choices: string[] }
  | { type: "python" };

type Effort = "max" | "xhigh" | "high" | "medium" | "low" | "minimal" | "none";

/** What the answer is to be like. Ranges were checked where the request came in. */
export interface AnswerParameters {
  /** Most tokens to generate. */
  max_tokens?: number | undefined;
  /** Texts that end the answer. */
  stop?: string[] | undefined;
  seed?: number | undefined;
  /** Answers to the same prompt. Default: 1. */
  n?: number | undefined;

  temperature?: number | undefined;
  top_p?: number | undefined;
  top_k?: number | undefined;
  min_p?: number | undefined;
  top_a?: number | undefined;
  frequency_penalty?: number | undefined;
  presence_penalty?: number | undefined;
  repetition_penalty?: number | undefined;
  logit_bias?: Record<string, number> | undefined;

  logprobs?: boolean | undefined;
  top_logprobs?: number | undefined;

  response_format?: ResponseFormat | undefined;
  tools?: Tool[] | undefined;
  tool_choice?: ToolChoice | undefined;
  parallel_tool_calls?: boolean | undefined;
  reasoning?:
    | {
        effort?: Effort | undefined;
        max_tokens?: number | undefined;
        /** Reason, but leave the reasoning out of the answer. */
        exclude?: boolean | undefined;
        enabled?: boolean | undefined;
        summary?: "auto" | "concise" | "detailed" | undefined;
      }
    | undefined;
  modalities?: string[] | undefined;
}

/** OpenRouter's `provider` object. */
export interface RoutingPreferences {
  order?: string[] | undefined;
  only?: string[] | undefined;
  ignore?: string[] | undefined;
  allow_fallbacks?: boolean | undefined;
  /** Only endpoints that honour every parameter of the task. */
  require_parameters?: boolean | undefined;
  data_collection?: "allow" | "deny" | undefined;
  zdr?: boolean | undefined;
  enforce_distillable_text?: boolean | undefined;
  quantizations?: string[] | undefined;
  /** `partition: "none"` sorts the endpoints of all models together. */
  sort?: { by: "price" | "throughput" | "latency"; partition: "model" | "none" } | undefined;
  /** Decimals: US dollars for a million tokens, or for one request, image or sound. */
  max_price?: Record<string, string> | undefined;
  /** Seconds until the first content. */
  preferred_max_latency?: Cutoffs | undefined;
  /** Tokens a second. */
  preferred_min_throughput?: Cutoffs | undefined;
  /** Which class of endpoints: some are cheaper and slower, others dearer and faster. */
  service_tier?: "auto" | "default" | "flex" | "priority" | undefined;
}

/** By percentile over the last five minutes. */
export interface Cutoffs {
  p50?: number | undefined;
  p75?: number | undefined;
  p90?: number | undefined;
  p99?: number | undefined;
}
