import type { OpenEnum } from "../types/enums.js";
import type { AnthropicCacheControlDirective } from "./cache-control.js";
import type { ReasoningEffort } from "./reasoning.js";
import type { WebSearchConfig } from "./web-search.js";

/** Thinking of a model that a server tool asks. */
export type ServerToolReasoning = {
  /** How much to think. Default: the model's own. */
  effort?: ReasoningEffort | undefined;
  /** Upper bound of thinking tokens. Wire: `max_tokens`. */
  maxTokens?: number | undefined;
};

/** A tool that a server tool may use itself. */
export type ServerToolNestedTool = {
  /** Type of the tool, e.g. `"openrouter:web_search"`. */
  type: string;
  /** Its settings. Sent as they are: keys spelled as on the wire. */
  parameters?: { [key: string]: unknown } | undefined;
};

/** A tool of a subagent; besides a server tool it can be any tool object. Sent as it is. */
export type SubagentNestedTool = ServerToolNestedTool & { [key: string]: unknown };

/** Settings of the advisor tool. */
export type AdvisorServerToolConfig = {
  /** `true`: the advisor sees the conversation. Wire: `forward_transcript`. */
  forwardTranscript?: boolean | undefined;
  /** Standing instructions for the advisor. */
  instructions?: string | undefined;
  /** Longest advice in tokens. Wire: `max_completion_tokens`. */
  maxCompletionTokens?: number | undefined;
  /** Model that advises. */
  model?: string | undefined;
  /** Name of the advisor, 1 to 64 letters, digits, spaces, `_` or `-`. */
  name?: string | undefined;
  /** Thinking of the advisor. */
  reasoning?: ServerToolReasoning | undefined;
  /** `true`: the advice is streamed. */
  stream?: boolean | undefined;
  /** Sampling temperature of the advisor, 0 to 2. */
  temperature?: number | undefined;
};

/** Lets the model ask a second model for advice. */
export type AdvisorServerTool = {
  /** Says that this is the advisor. */
  type: "openrouter:advisor";
  /** Its settings. */
  parameters?: AdvisorServerToolConfig | undefined;
};

/** A fresh sandbox for each request. */
export type ContainerAutoEnvironment = {
  /** Says that the sandbox is made for the request. */
  type: "container_auto";
};

/** A sandbox of an earlier request. */
export type ContainerReferenceEnvironment = {
  /** Says that a sandbox is named. */
  type: "container_reference";
  /** Id of the sandbox, 1 to 20 word characters or `-`. Wire: `container_id`. */
  containerId: string;
};

/** Settings of the shell tool. */
export type BashServerToolConfig = {
  /** Who runs the commands. Default `"auto"`. */
  engine?: OpenEnum<"auto" | "native" | "openrouter"> | undefined;
  /** Sandbox to run in. Default: a fresh one. */
  environment?: ContainerAutoEnvironment | ContainerReferenceEnvironment | undefined;
  /** Idle seconds after which the sandbox sleeps. Wire: `sleep_after_seconds`. */
  sleepAfterSeconds?: number | undefined;
};

/** Lets the model run shell commands in a sandbox. */
export type BashServerTool = {
  /** Says that this is the shell. */
  type: "openrouter:bash";
  /** Its settings. */
  parameters?: BashServerToolConfig | undefined;
};

/** Settings of the clock tool. */
export type DatetimeServerToolConfig = {
  /** IANA time zone, e.g. `"Europe/Berlin"`. Default UTC. */
  timezone?: string | undefined;
};

/** Lets the model look up date and time. */
export type DatetimeServerTool = {
  /** Says that this is the clock. */
  type: "openrouter:datetime";
  /** Its settings. */
  parameters?: DatetimeServerToolConfig | undefined;
};

/** Settings of the file tool: none so far. */
export type FilesServerToolConfig = Record<string, never>;

/** Lets the model work with uploaded files. */
export type FilesServerTool = {
  /** Says that this is the file tool. */
  type: "openrouter:files";
  /** Its settings. */
  parameters?: FilesServerToolConfig | undefined;
};

/** Settings of the fusion tool. */
export type FusionServerToolConfig = {
  /** One to eight models that answer side by side. Wire: `analysis_models`. */
  analysisModels?: Array<string> | undefined;
  /** Cache marker for their prompts. Wire: `cache_control`. */
  cacheControl?: AnthropicCacheControlDirective | undefined;
  /** Longest answer of each in tokens. Wire: `max_completion_tokens`. */
  maxCompletionTokens?: number | undefined;
  /** Most tool calls of each, 1 to 16. Wire: `max_tool_calls`. */
  maxToolCalls?: number | undefined;
  /** Model that merges the answers. */
  model?: string | undefined;
  /** Thinking of the models. */
  reasoning?: ServerToolReasoning | undefined;
  /** Sampling temperature of the models, 0 to 2. */
  temperature?: number | undefined;
  /** Up to eight tools that the models may use. */
  tools?: Array<ServerToolNestedTool> | undefined;
};

/** Lets the model put a question to several models and merge their answers. */
export type FusionServerTool = {
  /** Says that this is fusion. */
  type: "openrouter:fusion";
  /** Its settings. */
  parameters?: FusionServerToolConfig | undefined;
};

/** Settings of the image tool: its model, and any option of that model, spelled as on the wire. */
export type ImageGenerationServerToolConfig = {
  /** Model that makes the images. */
  model?: string | undefined;
  [key: string]: string | number | Array<unknown> | undefined;
};

/** Lets the model make images. */
export type ImageGenerationServerTool = {
  /** Says that this is the image tool. */
  type: "openrouter:image_generation";
  /** Its settings. */
  parameters?: ImageGenerationServerToolConfig | undefined;
};

/** Settings of the model search tool. */
export type SearchModelsServerToolConfig = {
  /** Most models to return. Wire: `max_results`. */
  maxResults?: number | undefined;
};

/** Lets the model search OpenRouter's catalogue of models. */
export type ChatSearchModelsServerTool = {
  /** Says that this is the model search. */
  type: "openrouter:experimental__search_models";
  /** Its settings. */
  parameters?: SearchModelsServerToolConfig | undefined;
};

/** Settings of the subagent tool. */
export type SubagentServerToolConfig = {
  /** `true`: the subagent gets the functions of the request. Wire: `inherit_functions`. */
  inheritFunctions?: boolean | undefined;
  /** Only these functions are handed on. Wire: `inherited_function_names`. */
  inheritedFunctionNames?: Array<string> | undefined;
  /** Standing instructions for the subagent. */
  instructions?: string | undefined;
  /** Longest answer in tokens. Wire: `max_completion_tokens`. */
  maxCompletionTokens?: number | undefined;
  /** Most tool calls, 1 to 25. Wire: `max_tool_calls`. */
  maxToolCalls?: number | undefined;
  /** Model of the subagent. */
  model?: string | undefined;
  /** Name of the subagent, 1 to 64 letters, digits, spaces, `_` or `-`. */
  name?: string | undefined;
  /** Thinking of the subagent. */
  reasoning?: ServerToolReasoning | undefined;
  /** Sampling temperature of the subagent, 0 to 2. */
  temperature?: number | undefined;
  /** Tools of the subagent. */
  tools?: Array<SubagentNestedTool> | undefined;
};

/** Lets the model hand a task to a second model that works on its own. */
export type SubagentServerTool = {
  /** Says that this is a subagent. */
  type: "openrouter:subagent";
  /** Its settings. */
  parameters?: SubagentServerToolConfig | undefined;
};

/** Settings of the page reader. */
export type WebFetchServerToolConfig = {
  /** Only these domains may be read. Wire: `allowed_domains`. */
  allowedDomains?: Array<string> | undefined;
  /** These domains must not be read. Wire: `blocked_domains`. */
  blockedDomains?: Array<string> | undefined;
  /** Who reads the pages. Default `"auto"`. */
  engine?: OpenEnum<"auto" | "native" | "openrouter" | "exa" | "parallel" | "firecrawl"> | undefined;
  /** Most tokens taken from one page. Wire: `max_content_tokens`. */
  maxContentTokens?: number | undefined;
  /** Most pages in one request. Wire: `max_uses`. */
  maxUses?: number | undefined;
};

/** Lets the model read web pages. */
export type WebFetchServerTool = {
  /** Says that this is the page reader. */
  type: "openrouter:web_fetch";
  /** Its settings. */
  parameters?: WebFetchServerToolConfig | undefined;
};

/** Lets the model search the web. */
export type OpenRouterWebSearchServerTool = {
  /** Says that this is the web search. */
  type: "openrouter:web_search";
  /** Its settings. */
  parameters?: WebSearchConfig | undefined;
};

/** The web search under the names other APIs use; settings stand on the tool itself or in `parameters`. */
export type ChatWebSearchShorthand = WebSearchConfig & {
  /** Says that this is the web search. */
  type: "web_search" | "web_search_preview" | "web_search_preview_2025_03_11" | "web_search_2025_08_26";
  /** Its settings, unless they stand on the tool itself. */
  parameters?: WebSearchConfig | undefined;
};

/** A tool that runs on OpenRouter's side. `type` tells which. */
export type ServerTool =
  | AdvisorServerTool
  | BashServerTool
  | DatetimeServerTool
  | FilesServerTool
  | FusionServerTool
  | ImageGenerationServerTool
  | ChatSearchModelsServerTool
  | SubagentServerTool
  | WebFetchServerTool
  | OpenRouterWebSearchServerTool
  | ChatWebSearchShorthand;
