import { UserError } from "../user-error.js";
import { cachedPath } from "./cache.js";
import { type CatalogueEntry, namesOf } from "./catalogue.js";
import type { WantedFile } from "./fetch.js";
import { readRepository } from "./hub.js";
import type { NamedModel } from "./model.js";
import { type PulledModel, pathsOf, recallModel, rememberModel } from "./pulled.js";
import type { HubReference } from "./reference.js";
import { chooseWeights } from "./weights.js";

/** A model, and the files that it takes. */
export interface WantedModel extends NamedModel {
  licence: string | undefined;
  files: WantedFile[];
}

export interface WantedOptions {
  cache?: string | undefined;
  refresh?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

export async function wantedFromCatalogue(
  entry: CatalogueEntry,
  options: WantedOptions,
): Promise<WantedModel> {
  const { bytes, sha256, sources, licence } = entry;
  const files =
    sha256 === undefined
      ? (await wantedFromHub(hubReferenceOf(entry), options)).files
      : [{ path: cachedPath(entry, options.cache), bytes, sha256, sources }];
  return { ...named(entry), licence, files };
}

/** The same model by its place on the hub. */
export function hubReferenceOf({ sources, file }: Pick<CatalogueEntry, "sources" | "file">): HubReference {
  const hub = sources.find((source) => source.kind === "hub")!;
  return { repository: hub.repository, choice: file };
}

export function named(entry: CatalogueEntry): NamedModel {
  const { id, title, description, defaults, released } = entry;
  const [, ...aliases] = namesOf(entry);
  return { id, aliases, title, description, defaults, created: Date.parse(released) / 1000 };
}

export async function wantedFromHub(reference: HubReference, options: WantedOptions): Promise<WantedModel> {
  const known = options.refresh ? undefined : await recallModel(reference, options.cache);
  const model = known ?? (await askHub(reference, options));
  const { repository, choice, revision, licence, created = 0 } = model;
  const paths = pathsOf(model, options.cache);
  const id = repository.toLowerCase();
  return {
    id,
    aliases: [`hf:${id}`, ...(choice ? [`${id}:${choice}`, `hf:${id}:${choice}`] : [])],
    created,
    licence,
    files: model.files.map(({ file, bytes, sha256 }, index) => ({
      path: paths[index]!,
      bytes,
      sha256,
      sources: [{ kind: "hub", repository, revision, file }],
    })),
  };
}

async function askHub({ repository, choice }: HubReference, options: WantedOptions): Promise<PulledModel> {
  const found = await readRepository(repository, options.signal);
  const files = chooseWeights(repository, found.files, choice).map(({ file, bytes, sha256 }) => {
    if (sha256) return { file, bytes, sha256 };
    throw new UserError(
      `The Hugging Face hub gives no SHA-256 for ${file} of ${repository}, so what comes can't be checked.`,
      "Choose another file or repository, or fetch it yourself and name its path.",
    );
  });
  const { revision, licence, created } = found;
  const model = { repository, choice, revision, licence, created, files };
  await rememberModel(model, options.cache);
  return model;
}
