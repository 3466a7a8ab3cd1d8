import type { Context } from "hono";
import { badRequest } from "../generation/api-error.js";
import type { CachedAnswer, CacheWish } from "../response-cache/response-cache.js";
import type { Preset } from "../router/presets.js";
import type { AppEnv } from "./context.js";

const defaultTtlSeconds = 300;
const longestTtlSeconds = 86_400;

/**
 * What a request wants of the response cache, by its headers and else by its preset; undefined: nothing. Throws a 400
 * that names the header.
 */
export function cacheWish(c: Context<AppEnv>, preset: Preset | undefined): CacheWish | undefined {
  const enabled = flag(c, "X-OpenRouter-Cache") ?? preset?.cached;
  const clear = flag(c, "X-OpenRouter-Cache-Clear") ?? false;
  const ttlSeconds = ttl(c) ?? preset?.cacheTtlSeconds ?? defaultTtlSeconds;
  return enabled ? { ttlSeconds, clear } : undefined;
}

function flag(c: Context<AppEnv>, name: string): boolean | undefined {
  const value = c.req.header(name)?.trim().toLowerCase();
  if (value === undefined) return undefined;
  if (value === "true" || value === "false") return value === "true";
  throw badRequest(`The header ${name} must be "true" or "false", got ${shown(value)}`, name);
}

function ttl(c: Context<AppEnv>): number | undefined {
  const name = "X-OpenRouter-Cache-TTL";
  const value = c.req.header(name)?.trim();
  if (value === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) : 0;
  if (seconds >= 1 && seconds <= longestTtlSeconds) return seconds;
  throw badRequest(
    `The header ${name} must be whole seconds from 1 to ${longestTtlSeconds}, got ${shown(value)}`,
    name,
  );
}

function shown(value: string): string {
  return JSON.stringify(value.slice(0, 100));
}

/** Where the answer comes from, as headers. */
export function tellCached(c: Context<AppEnv>, { hit, ttlSeconds }: CachedAnswer): void {
  c.header("X-OpenRouter-Cache-Status", hit ? "HIT" : "MISS");
  c.header("X-OpenRouter-Cache-TTL", String(ttlSeconds));
  if (!hit) return;
  c.header("X-OpenRouter-Cache-Age", String(hit.ageSeconds));
  c.header("X-OpenRouter-Cache-Source-Id", hit.sourceId);
}
