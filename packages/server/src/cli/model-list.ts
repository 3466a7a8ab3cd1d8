import {
  type CatalogueEntry,
  cachedPath,
  catalogue,
  fileSize,
  hubReferenceOf,
  listPulled,
  machineMemory,
  neededMemory,
  type PulledModel,
  pathsOf,
  recallModel,
} from "../model-files/index.js";

/** A model of the catalogue, or one that was fetched beside it. */
export interface ListedModel {
  id: string;
  aliases: readonly string[];
  title: string;
  description: string | null;
  /** Of all its files. */
  bytes: number;
  contextLength: number | null;
  licence: string | null;
  /** About what it takes when it runs, in bytes. */
  neededMemory: number;
  /** Whether this machine has that much. */
  fits: boolean;
  /** The file to load; null when it isn't here. */
  path: string | null;
}

/** The catalogue from the smallest to the largest, then what was fetched from the hub. */
export async function listModels(): Promise<ListedModel[]> {
  const beside = (await listPulled()).filter((model) => !catalogue.some((entry) => isOf(entry, model)));
  return Promise.all([...catalogue.map(listEntry), ...beside.map(listPulledModel)]);
}

async function listEntry(entry: CatalogueEntry): Promise<ListedModel> {
  const { id, aliases, title, description, bytes, contextLength, licence, sha256 } = entry;
  const pulled = sha256 === undefined ? await recallModel(hubReferenceOf(entry)) : undefined;
  const path = pulled
    ? await pathOf(pulled)
    : (await fileSize(cachedPath(entry))) === bytes
      ? cachedPath(entry)
      : null;
  return { id, aliases, title, description, bytes, contextLength, licence, ...fit(bytes), path };
}

async function listPulledModel(model: PulledModel): Promise<ListedModel> {
  const { repository, choice, licence, files } = model;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    id: `hf:${repository}${choice ? `:${choice}` : ""}`,
    aliases: [],
    title: repository,
    description: null,
    bytes,
    contextLength: null,
    licence: licence ?? null,
    ...fit(bytes),
    path: await pathOf(model),
  };
}

/** The first of its files, when they are all here. */
async function pathOf(model: PulledModel): Promise<string | null> {
  const paths = pathsOf(model);
  const sizes = await Promise.all(paths.map(fileSize));
  return sizes.every((size, index) => size === model.files[index]!.bytes) ? paths[0]! : null;
}

function fit(bytes: number) {
  const needed = neededMemory(bytes);
  return { neededMemory: needed, fits: needed <= machineMemory() };
}

/** Whether it was fetched under the name of the entry. */
function isOf(entry: CatalogueEntry, { repository, choice }: PulledModel): boolean {
  const hub = hubReferenceOf(entry);
  return entry.sha256 === undefined && hub.repository === repository && hub.choice === choice;
}
