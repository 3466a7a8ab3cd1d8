import type { OpenEnum } from "../types/enums.js";

/** How thorough, and so how slow and dear, a search is. Which modes exist depends on the engine. */
export type WebSearchMode = OpenEnum<
  "instant" | "fast" | "auto" | "deep-lite" | "deep" | "deep-reasoning" | "turbo" | "basic" | "advanced"
>;

/** Where the user roughly is, so that results fit. */
export type WebSearchUserLocation = {
  /** Kind of location. Only `"approximate"` exists. */
  type?: "approximate" | undefined;
  /** City, e.g. `"Lyon"`. */
  city?: string | null | undefined;
  /** Two-letter country code, e.g. `"FR"`. */
  country?: string | null | undefined;
  /** Region or state. */
  region?: string | null | undefined;
  /** IANA time zone, e.g. `"Europe/Paris"`. */
  timezone?: string | null | undefined;
};

/** Settings of the web search tool. */
export type WebSearchConfig = {
  /** Only results from these domains. Wire: `allowed_domains`. */
  allowedDomains?: Array<string> | undefined;
  /** No results from these domains. Wire: `excluded_domains`. */
  excludedDomains?: Array<string> | undefined;
  /** Who searches. Default `"auto"`. */
  engine?: OpenEnum<"native" | "exa" | "parallel" | "firecrawl" | "perplexity" | "auto"> | undefined;
  /** Most characters taken from one result. Wire: `max_characters`. */
  maxCharacters?: number | undefined;
  /** Most results of one search. Wire: `max_results`. */
  maxResults?: number | undefined;
  /** Most results of all searches of a request together. Wire: `max_total_results`. */
  maxTotalResults?: number | undefined;
  /** Most searches in one request. Wire: `max_uses`. */
  maxUses?: number | undefined;
  /** How thorough a search is. */
  mode?: WebSearchMode | undefined;
  /** How much of the results the model sees. Wire: `search_context_size`. */
  searchContextSize?: OpenEnum<"low" | "medium" | "high"> | undefined;
  /** Where the user roughly is. Wire: `user_location`. */
  userLocation?: WebSearchUserLocation | undefined;
};
