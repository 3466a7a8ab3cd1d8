import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, constants, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import envPaths from "env-paths";
import { UserError } from "../user-error.js";

/** `OPENROUTER_CACHE_DIR`, else the user's cache folder by the rules of the system (XDG on Linux). */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env.OPENROUTER_CACHE_DIR || envPaths("openrouter-chat", { suffix: "" }).cache;
}

/** Where the file of an entry of the catalogue lies, or would lie, in the cache. */
export function cachedPath(entry: { file: string }, directory = cacheDirectory()): string {
  return join(directory, "models", entry.file);
}

/** Makes a folder of the cache. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `The model cache ${folder} can't be written to (${(error as NodeJS.ErrnoException).code}).`,
      "Set OPENROUTER_CACHE_DIR to a folder that you may write to.",
      { cause: error },
    );
  }
}

/** Size of the file in bytes, or undefined when there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}

/** Whether the file is the one expected, to the last byte. Read whole only when it has changed since the last time. */
export async function isIntact(path: string, expected: { bytes: number; sha256: string }): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size !== expected.bytes) return false;
  const verified = `${expected.sha256} ${found.mtimeMs}\n`;
  const note = notePath(path);
  if ((await readFile(note, "utf8").catch(() => undefined)) === verified) return true;
  if ((await sha256(path)) !== expected.sha256) return false;
  // A cache that can't be written to is read anew each time.
  await writeFile(note, verified).catch(() => {});
  return true;
}

/** The file beside a model's that says what was last found in it, and when that was written. */
export function notePath(path: string): string {
  return `${path}.verified`;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
