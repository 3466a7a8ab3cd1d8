import { rm } from "node:fs/promises";
import { Command } from "commander";
import {
  type CatalogueEntry,
  cachedPath,
  catalogue,
  fileSize,
  findEntry,
  resolveModel,
} from "../model-files/index.js";
import { UserError } from "../user-error.js";
import { modelProgress } from "./model-progress.js";

interface JsonOption {
  json?: boolean;
}

/** `openrouter models`: what there is and what is on this machine. */
export function modelsCommand(): Command {
  const command = new Command("models").description("List, fetch and remove models.");
  const json = ["--json", "print JSON"] as const;
  command
    .command("list", { isDefault: true })
    .description("Show the catalogue and what of it is on this machine.")
    .option(...json)
    .action(list);
  command
    .command("pull")
    .description("Fetch a model into the cache.")
    .argument("<name>", "name of the catalogue")
    .option(...json)
    .action(pull);
  command
    .command("remove")
    .alias("rm")
    .description("Remove a model from the cache.")
    .argument("<name>", "name of the catalogue")
    .option(...json)
    .action(remove);
  return command;
}

async function list({ json }: JsonOption): Promise<void> {
  const rows = await Promise.all(catalogue.map(describe));
  if (json) return print(rows);
  for (const { name, bytes, licence, contextLength, path } of rows) {
    const size = `${Math.round(bytes / 1e6)} MB`;
    const state = path === null ? "not fetched" : path;
    process.stdout.write(`${name}  ${size}  ${contextLength} tokens  ${licence}  ${state}\n`);
  }
}

async function pull(name: string, { json }: JsonOption): Promise<void> {
  const entry = known(name);
  const progress = modelProgress();
  const stop = new AbortController();
  process.once("SIGINT", () =>
    stop.abort(new UserError("Stopped.", "The same command goes on where it stopped.")),
  );
  try {
    await resolveModel(entry.name, { onProgress: progress.show, signal: stop.signal });
  } finally {
    progress.stop();
  }
  if (json) return print(await describe(entry));
  process.stdout.write(`${entry.name} is in ${cachedPath(entry)}\n`);
}

async function remove(name: string, { json }: JsonOption): Promise<void> {
  const entry = known(name);
  const path = cachedPath(entry);
  const removed = (await fileSize(path)) !== undefined;
  await rm(path, { force: true });
  if (json) return print({ name: entry.name, removed });
  process.stdout.write(removed ? `Removed ${path}\n` : `${entry.name} was not here.\n`);
}

async function describe(entry: CatalogueEntry) {
  const { name, aliases, title, bytes, contextLength, licence } = entry;
  const path = cachedPath(entry);
  const here = (await fileSize(path)) === bytes;
  return { name, aliases, title, bytes, contextLength, licence, path: here ? path : null };
}

function known(name: string): CatalogueEntry {
  const entry = findEntry(name);
  if (entry) return entry;
  const names = catalogue.map((known) => known.name).join(", ");
  throw new UserError(`The catalogue has no model named "${name}".`, `It has: ${names}.`);
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
