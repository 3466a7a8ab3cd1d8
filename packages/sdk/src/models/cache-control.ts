import type { OpenEnum } from "../types/enums.js";

/** How long a cache entry lives: five minutes (the default) or an hour. */
export type AnthropicCacheControlTtl = OpenEnum<"5m" | "1h">;

/** Marks the end of a prompt prefix that providers with explicit caching shall keep. */
export type AnthropicCacheControlDirective = {
  /** Kind of entry. Only `"ephemeral"` exists. */
  type: "ephemeral";
  /** Lifetime of the entry. Default `"5m"`. */
  ttl?: AnthropicCacheControlTtl | undefined;
};

/** Cache marker on one content part or tool: everything up to and including it is cached. */
export type ChatContentCacheControl = AnthropicCacheControlDirective;

/** An explicit breakpoint of the prompt cache behind a content part. */
export type PromptCacheBreakpoint = {
  /** Kind of breakpoint. Only `"explicit"` exists. */
  mode: "explicit";
};

/** Caching of the whole prompt, for providers that take it as a request option. */
export type PromptCacheOptions = {
  /** Caching mode. Only `"explicit"` exists: breakpoints are taken from the content parts. */
  mode: "explicit";
  /** Lifetime of entries, e.g. `"5m"` or `"1h"`. Default: the provider's. */
  ttl?: string | null | undefined;
};
