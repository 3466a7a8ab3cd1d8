import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import envPaths from "env-paths";
import type { CatalogueEntry } from "./catalogue.js";

/** `OPENROUTER_CACHE_DIR`, else the user's cache folder by the rules of the system (XDG on Linux). */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env.OPENROUTER_CACHE_DIR || envPaths("openrouter-chat", { suffix: "" }).cache;
}

/** Where an entry's file lies, or would lie, in the cache. */
export function cachedPath(entry: CatalogueEntry, directory = cacheDirectory()): string {
  return join(directory, "models", entry.file);
}

/** Size of the file in bytes, or undefined when there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

/** Whether the file is the entry's, to the last byte. */
export async function isIntact(path: string, entry: CatalogueEntry): Promise<boolean> {
  return (await fileSize(path)) === entry.bytes && (await sha256(path)) === entry.sha256;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
