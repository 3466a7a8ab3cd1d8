import type { Context } from "hono";
import { routeMetadata } from "../formats/chat-completions/index.js";
import type { Generation } from "../generation/generations.js";
import type { AppEnv } from "./context.js";

/** What an answer tells of its way, to a client that asks for it with `X-OpenRouter-Metadata: enabled`. */
export function routeFields(c: Context<AppEnv>): (generation: Generation) => object {
  const wanted = c.req.header("x-openrouter-metadata") === "enabled";
  return ({ report }) => (wanted && report ? { openrouter_metadata: routeMetadata(report) } : {});
}
