import type { OpenEnum } from "../types/enums.js";
import type { ServerToolNestedTool } from "./server-tools.js";
import type { WebSearchMode, WebSearchUserLocation } from "./web-search.js";

/** Lets OpenRouter choose the model by what the prompt needs. */
export type AutoRouterPlugin = {
  /** Says which plugin. */
  id: "auto-router";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
  /** Only these models may be chosen; `*` stands for any characters. At most 1024. Wire: `allowed_models`. */
  allowedModels?: Array<string> | undefined;
  /** These models must not be chosen; at most 1024. Wire: `excluded_models`. */
  excludedModels?: Array<string> | undefined;
  /**
   * Balance between cheap and good, 0 to 10.
   * @deprecated Use `costTier`. Wire: `cost_quality_tradeoff`.
   */
  costQualityTradeoff?: number | undefined;
  /** How dear the chosen model may be. Wire: `cost_tier`. */
  costTier?: OpenEnum<"low" | "medium" | "high" | "xhigh" | "max"> | undefined;
  /** `true`: later requests of the session keep the chosen model. Wire: `pin_model`. */
  pinModel?: boolean | undefined;
};

/** The next version of the automatic choice of a model. */
export type AutoBetaRouterPlugin = Omit<AutoRouterPlugin, "id" | "pinModel"> & {
  /** Says which plugin. */
  id: "auto-beta-router";
};

/** Checks prompt and answer against a moderation model. */
export type ModerationPlugin = {
  /** Says which plugin. */
  id: "moderation";
};

/** Searches the web before the model answers. */
export type WebSearchPlugin = {
  /** Says which plugin. */
  id: "web";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
  /** Who searches. Default: the provider's own search where it has one. */
  engine?: OpenEnum<"native" | "exa" | "firecrawl" | "parallel" | "perplexity"> | undefined;
  /** No results from these domains. Wire: `exclude_domains`. */
  excludeDomains?: Array<string> | undefined;
  /** Only results from these domains. Wire: `include_domains`. */
  includeDomains?: Array<string> | undefined;
  /** Most results of one search. Wire: `max_results`. */
  maxResults?: number | undefined;
  /** Most searches in one request. Wire: `max_uses`. */
  maxUses?: number | undefined;
  /** How thorough a search is. */
  mode?: WebSearchMode | undefined;
  /** Text that introduces the results to the model. Wire: `search_prompt`. */
  searchPrompt?: string | undefined;
  /** Where the user roughly is. Wire: `user_location`. */
  userLocation?: WebSearchUserLocation | null | undefined;
};

/** Reads web pages named in the prompt. */
export type WebFetchPlugin = {
  /** Says which plugin. */
  id: "web-fetch";
  /** Only these domains may be read. Wire: `allowed_domains`. */
  allowedDomains?: Array<string> | undefined;
  /** These domains must not be read. Wire: `blocked_domains`. */
  blockedDomains?: Array<string> | undefined;
  /** Most tokens taken from one page. Wire: `max_content_tokens`. */
  maxContentTokens?: number | undefined;
  /** Most pages in one request. Wire: `max_uses`. */
  maxUses?: number | undefined;
};

/** How PDF files are read. */
export type PDFParserOptions = {
  /** Who reads them. Default: the model itself where it can. */
  engine?: OpenEnum<"mistral-ocr" | "native" | "cloudflare-ai" | "pdf-text"> | undefined;
};

/** Turns documents of the prompt into text. */
export type FileParserPlugin = {
  /** Says which plugin. */
  id: "file-parser";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
  /** How PDF files are read. */
  pdf?: PDFParserOptions | undefined;
};

/** Repairs JSON answers that don't parse. */
export type ResponseHealingPlugin = {
  /** Says which plugin. */
  id: "response-healing";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
};

/** Shortens a prompt that doesn't fit the model's context. */
export type ContextCompressionPlugin = {
  /** Says which plugin. */
  id: "context-compression";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
  /** What is left out: `"middle-out"` takes it from the middle. */
  engine?: OpenEnum<"middle-out"> | undefined;
};

/** Chooses among the models that are best for their price. */
export type ParetoRouterPlugin = {
  /** Says which plugin. */
  id: "pareto-router";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
  /** Highest price in US dollars for a million tokens, at least 0. Wire: `max_price`. */
  maxPrice?: number | undefined;
  /** Lowest coding score, 0 to 1. Wire: `min_coding_score`. */
  minCodingScore?: number | undefined;
  /** Which price counts. Wire: `price_source`. */
  priceSource?: OpenEnum<"prompt" | "weighted_avg"> | undefined;
};

/** Puts the prompt to several models and merges their answers. */
export type FusionPlugin = {
  /** Says which plugin. */
  id: "fusion";
  /** `false` switches the plugin off for this request. */
  enabled?: boolean | undefined;
  /** One to eight models that answer side by side. Wire: `analysis_models`. */
  analysisModels?: Array<string> | undefined;
  /** Most tool calls of each, 1 to 16. Wire: `max_tool_calls`. */
  maxToolCalls?: number | undefined;
  /** Model that merges the answers. */
  model?: string | undefined;
  /** A ready set of models. */
  preset?: OpenEnum<"general-high" | "general-budget" | "general-fast"> | undefined;
  /** Up to eight tools that the models may use. */
  tools?: Array<ServerToolNestedTool> | undefined;
};

/** Something that OpenRouter does around the model. `id` tells which. */
export type ChatPlugin =
  | AutoRouterPlugin
  | AutoBetaRouterPlugin
  | ModerationPlugin
  | WebSearchPlugin
  | WebFetchPlugin
  | FileParserPlugin
  | ResponseHealingPlugin
  | ContextCompressionPlugin
  | ParetoRouterPlugin
  | FusionPlugin;
