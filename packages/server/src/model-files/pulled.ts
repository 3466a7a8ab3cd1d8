import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { cacheDirectory, makeFolder } from "./cache.js";
import type { HubReference } from "./reference.js";
import type { RepositoryFile } from "./weights.js";

/** What a reference to the hub meant when it was last asked for: from then on it means that, with or without a network. */
export interface PulledModel {
  repository: string;
  choice?: string | undefined;
  /** The commit that the files are of. */
  revision: string;
  licence?: string | undefined;
  /** Unix seconds. */
  created?: number | undefined;
  files: (RepositoryFile & { sha256: string })[];
}

const schema = z.object({
  repository: z.string(),
  choice: z.string().optional(),
  revision: z.string(),
  licence: z.string().optional(),
  created: z.number().optional(),
  files: z.array(z.object({ file: z.string(), bytes: z.number(), sha256: z.string() })).min(1),
}) satisfies z.ZodType<PulledModel>;

/** The folder of a repository's files in the cache. */
export function repositoryFolder(repository: string, cache = cacheDirectory()): string {
  return join(cache, "models", "hub", ...repository.toLowerCase().split("/"));
}

/** Where the files of a model lie, or would lie. */
export function pathsOf({ repository, files }: PulledModel, cache?: string): string[] {
  return files.map(({ file }) => join(repositoryFolder(repository, cache), ...file.split("/")));
}

/** What is remembered of a reference. */
export async function recallModel(reference: HubReference, cache?: string): Promise<PulledModel | undefined> {
  return read(recordPath(reference, cache));
}

/** Remembers what a reference means. */
export async function rememberModel(model: PulledModel, cache?: string): Promise<void> {
  const path = recordPath(model, cache);
  const whole = `${path}.${process.pid}`;
  await makeFolder(dirname(path));
  await writeFile(whole, `${JSON.stringify(model, null, 2)}\n`);
  await rename(whole, path);
}

/** Forgets what a reference means. */
export async function forgetModel(reference: HubReference, cache?: string): Promise<void> {
  await rm(recordPath(reference, cache), { force: true });
}

/** Everything that is remembered. */
export async function listPulled(cache = cacheDirectory()): Promise<PulledModel[]> {
  const folder = join(cache, "models", "hub");
  const paths = await readdir(folder, { recursive: true }).catch(() => []);
  const records = paths.filter((path) => basename(path).startsWith(recordPrefix) && path.endsWith(".json"));
  const models = await Promise.all(records.sort().map((path) => read(join(folder, path))));
  return models.filter((model) => model !== undefined);
}

const recordPrefix = "pulled-";

function recordPath({ repository, choice }: HubReference, cache?: string): string {
  const name = encodeURIComponent((choice ?? "").toLowerCase());
  return join(repositoryFolder(repository, cache), `${recordPrefix}${name}.json`);
}

async function read(path: string): Promise<PulledModel | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // Not written by this program, or by a later one: asked for anew.
    return undefined;
  }
}
