import { open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { UserError } from "../user-error.js";
import { cacheDirectory, cachedPath, fileSize, isIntact } from "./cache.js";
import { type CatalogueEntry, catalogue, defaultModel, findEntry } from "./catalogue.js";
import { fetchModel } from "./fetch.js";
import type { OnModelProgress } from "./progress.js";

/** A model whose file is on this machine. */
export interface ResolvedModel {
  /** The name that requests use; never a path. */
  name: string;
  aliases: string[];
  /** Path of the GGUF file. */
  path: string;
  /** Absent for a file that isn't in the catalogue. */
  entry?: CatalogueEntry;
}

export interface ResolveModelOptions {
  /** Defaults to {@link cacheDirectory}. */
  cache?: string | undefined;
  onProgress?: OnModelProgress | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Finds the file of a model, fetching it when it isn't here yet.
 *
 * @param model - A name of the catalogue or the path of a `.gguf` file. Without it,
 * `OPENROUTER_MODEL_PATH` and then the default of the catalogue.
 * @throws {UserError} with a remedy when there is no usable file.
 */
export async function resolveModel(
  model?: string,
  { cache = cacheDirectory(), onProgress, signal }: ResolveModelOptions = {},
): Promise<ResolvedModel> {
  const wanted = (model ?? process.env.OPENROUTER_MODEL_PATH) || defaultModel;
  const entry = findEntry(wanted);
  if (entry === undefined) return fromPath(wanted);

  const path = cachedPath(entry, cache);
  if (!(await isIntact(path, entry))) await fetchModel(entry, path, { onProgress, signal });
  return { ...named(entry), path };
}

function named(entry: CatalogueEntry): Omit<ResolvedModel, "path"> {
  return { name: entry.name, aliases: entry.aliases, entry };
}

async function fromPath(wanted: string): Promise<ResolvedModel> {
  if (!wanted.toLowerCase().endsWith(".gguf")) {
    const names = catalogue.map((entry) => entry.name).join(", ");
    throw new UserError(
      `There is no model named "${wanted}".`,
      `Use one of ${names}, or the path of a .gguf file.`,
    );
  }
  const path = resolve(wanted);
  if ((await magic(path)) !== "GGUF") {
    throw new UserError(
      `${path} is not a GGUF model file.`,
      "Check the path. A download that broke off must be fetched again.",
    );
  }
  const file = basename(path);
  const entry = catalogue.find((known) => known.file === file);
  if (entry && (await fileSize(path)) === entry.bytes) return { ...named(entry), path };
  return { name: file.slice(0, -".gguf".length).toLowerCase(), aliases: [], path };
}

async function magic(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === "ENOENT" ? "does not exist" : `can't be read (${error.code})`;
    throw new UserError(`The model file ${path} ${reason}.`, "Check the path and its permissions.", {
      cause: error,
    });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}
