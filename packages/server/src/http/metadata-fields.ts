import type { Context } from "hono";
import { routeMetadata } from "../formats/chat-completions/index.js";
import type { Generation } from "../generation/generations.js";
import type { AppEnv } from "./context.js";

/** `openrouter_metadata`, for clients that ask for it in a header. */
export function metadataFields(c: Context<AppEnv>, { report }: Generation): object {
  const wanted = c.req.header("x-openrouter-metadata") === "enabled";
  return wanted && report ? { openrouter_metadata: routeMetadata(report) } : {};
}
