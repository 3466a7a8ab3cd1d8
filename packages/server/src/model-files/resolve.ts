import { dirname } from "node:path";
import { fileSize, isIntact } from "./cache.js";
import { defaultModel, findEntry, lightModel } from "./catalogue.js";
import { fetchFile, ModelUnavailableError, partialPath, type WantedFile } from "./fetch.js";
import { modelOfFile } from "./local-file.js";
import { machineMemory, neededMemory } from "./memory.js";
import type { ResolvedModel } from "./model.js";
import type { OnModelProgress } from "./progress.js";
import { parseReference } from "./reference.js";
import { type WantedModel, wantedFromCatalogue, wantedFromHub } from "./wanted.js";

/** What fetching a model would take. */
export interface DownloadOffer {
  id: string;
  /** For people. */
  title: string;
  /** Still to be fetched. */
  bytes: number;
  /** Where the files will lie. */
  folder: string;
  /** SPDX, or as the author calls it. */
  licence: string | undefined;
}

export interface ResolveModelOptions {
  /** Defaults to {@link cacheDirectory}. */
  cache?: string | undefined;
  /** Memory of the machine in bytes; the default model gives way to the light one where it is too small. */
  memory?: number | undefined;
  /** Asks the hub anew what a reference to it means. */
  refresh?: boolean | undefined;
  /** Called before anything is fetched. What it throws ends the search. */
  onOffer?: ((offer: DownloadOffer) => void | Promise<void>) | undefined;
  onProgress?: OnModelProgress | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Finds the files of a model, fetching what isn't here yet.
 *
 * @param model - A name of the catalogue, `hf:owner/repo[:quantisation-or-file]`, or the path of a `.gguf` file. Without
 * it `OPENROUTER_MODEL_PATH`, then the catalogue's default, or the light model where that can't be had.
 * @throws {UserError} with a remedy when there is no usable file.
 */
export async function resolveModel(
  model?: string,
  options: ResolveModelOptions = {},
): Promise<ResolvedModel> {
  const wanted = model ?? (process.env.OPENROUTER_MODEL_PATH || undefined);
  if (wanted === undefined) return resolveDefault(options);
  const reference = parseReference(wanted);
  switch (reference.kind) {
    case "file":
      return modelOfFile(reference.path);
    case "hub":
      return obtain(await wantedFromHub(reference, options), options);
    case "catalogue":
      return obtain(await wantedFromCatalogue(reference.entry, options), options);
  }
}

async function resolveDefault(options: ResolveModelOptions): Promise<ResolvedModel> {
  const entry = findEntry(defaultModel)!;
  const light = findEntry(lightModel)!;
  const { memory = machineMemory(), onProgress = () => {} } = options;
  const instead = async (reason: string) => {
    onProgress({ phase: "fallback", from: entry.title, to: light.title, reason });
    return obtain(await wantedFromCatalogue(light, options), options);
  };
  if (neededMemory(entry.bytes) > memory) {
    return instead(
      `it takes ${gigabytes(neededMemory(entry.bytes))} of memory, this machine has ${gigabytes(memory)}`,
    );
  }
  try {
    return await obtain(await wantedFromCatalogue(entry, options), options);
  } catch (error) {
    if (!(error instanceof ModelUnavailableError)) throw error;
    return instead(error.message);
  }
}

async function obtain(model: WantedModel, options: ResolveModelOptions): Promise<ResolvedModel> {
  const { onOffer, onProgress = () => {}, signal } = options;
  const { files, licence, ...resolved } = model;
  const missing = await missingOf(files);
  if (missing.length > 0) {
    const total = sum(missing.map(({ bytes }) => bytes));
    const received = sum(
      await Promise.all(missing.map(async (file) => (await fileSize(partialPath(file))) ?? 0)),
    );
    const folder = dirname(files[0]!.path);
    await onOffer?.({
      id: model.id,
      title: model.title ?? model.id,
      bytes: total - received,
      folder,
      licence,
    });
    let before = 0;
    for (const file of missing) {
      await fetchFile(file, {
        signal,
        onProgress: (step) =>
          onProgress("received" in step ? { ...step, received: before + step.received, total } : step),
      });
      before += file.bytes;
    }
  }
  return { ...resolved, path: files[0]!.path };
}

async function missingOf(files: readonly WantedFile[]): Promise<WantedFile[]> {
  const missing: WantedFile[] = [];
  for (const file of files) if (!(await isIntact(file.path, file))) missing.push(file);
  return missing;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
