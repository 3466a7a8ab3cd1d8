import { rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Command } from "commander";
import {
  cachedPath,
  cleanUp,
  defaultModel,
  fileSize,
  forgetModel,
  hubReferenceOf,
  notePath,
  parseReference,
  pathsOf,
  recallModel,
  resolveModel,
  searchHub,
} from "../model-files/index.js";
import { UserError } from "../user-error.js";
import { describeOffer, size } from "./consent.js";
import { Ended, endSignal } from "./ending.js";
import { listModels } from "./model-list.js";
import { modelProgress } from "./model-progress.js";
import { wholeNumber } from "./option-values.js";
import { table } from "./table.js";
import { plainJson } from "./terminal-text.js";

interface JsonOption {
  json?: boolean;
}

const nameHelp = "name of the catalogue, or hf:owner/repo[:quantisation-or-file]";

/** `openrouter models`: what there is and what is on this machine. */
export function modelsCommand(): Command {
  const command = new Command("models").description("List, find, fetch and remove models.");
  const json = ["--json", "print JSON"] as const;
  command
    .command("list", { isDefault: true })
    .description(
      "Show the catalogue and what was fetched beside it, what fits this machine, and what is on it.",
    )
    .option(...json)
    .action(list);
  command
    .command("search")
    .description("Find models in GGUF format on the Hugging Face hub.")
    .argument("<words...>", "what to look for")
    .option("--limit <number>", "how many to show", wholeNumber(1, 100), 20)
    .option(...json)
    .action(search);
  command
    .command("pull")
    .description("Fetch a model into the cache. Once interrupted, the same command goes on.")
    .argument("[name]", `${nameHelp}; without it the default`)
    .option(...json)
    .action(pull);
  command
    .command("remove")
    .alias("rm")
    .description("Remove a model from the cache.")
    .argument("<name>", nameHelp)
    .option(...json)
    .action(remove);
  return command;
}

async function list({ json }: JsonOption): Promise<void> {
  const rows = await listModels();
  if (json) return print(rows);
  const lines = rows.map(({ id, bytes, contextLength, licence, fits, path }) => [
    `${id}${id === defaultModel ? " (default)" : ""}`,
    size(bytes),
    contextLength === null ? "" : `${contextLength} tokens`,
    licence ?? "",
    fits ? "fits" : "too large for this machine's memory",
    path ?? "not fetched",
  ]);
  process.stdout.write(table(lines));
}

async function search(words: string[], { limit, json }: JsonOption & { limit: number }): Promise<void> {
  const found = await searchHub(words.join(" "), limit);
  if (json) return print(found);
  if (found.length === 0) process.stdout.write("Nothing found.\n");
  const lines = found.map(({ name, downloads, licence, gated }) => [
    `hf:${name}`,
    `${downloads} downloads`,
    licence ?? "",
    gated ? "gated: needs HF_TOKEN" : "",
  ]);
  process.stdout.write(table(lines));
}

async function pull(name: string | undefined, { json }: JsonOption): Promise<void> {
  if (name !== undefined && parseReference(name).kind === "file") throw isFile(name);
  const progress = modelProgress();
  const end = endSignal("SIGINT", "SIGTERM", "SIGHUP");
  try {
    const { id, path } = await resolveModel(name, {
      refresh: true,
      onOffer: (offer) => void process.stderr.write(`${describeOffer(offer)}\n`),
      onProgress: progress.show,
      signal: end,
    });
    if (json) print({ id, bytes: await fileSize(path), path });
    else process.stdout.write(`${id} is in ${path}\n`);
  } catch (error) {
    if (error instanceof Ended) error.message = "Stopped. The same command goes on where it stopped.";
    throw error;
  } finally {
    progress.stop();
  }
}

async function remove(name: string, { json }: JsonOption): Promise<void> {
  const reference = parseReference(name);
  if (reference.kind === "file") throw isFile(name);
  const hub = reference.kind === "hub" ? reference : hubReferenceOf(reference.entry);
  const pulled = await recallModel(hub);
  const paths = pulled
    ? pathsOf(pulled)
    : reference.kind === "catalogue"
      ? [cachedPath(reference.entry)]
      : [];
  const here = await Promise.all(paths.map(fileSize));
  const removed = here.some((bytes) => bytes !== undefined);
  for (const path of paths) {
    await cleanUp(path);
    for (const file of [path, notePath(path)]) await rm(file, { force: true });
  }
  await forgetModel(hub);
  // Gone when it is empty.
  if (pulled) await rmdir(dirname(paths[0]!)).catch(() => {});
  if (json) return print({ id: name, removed });
  process.stdout.write(removed ? `Removed ${paths.join(", ")}\n` : `${name} was not here.\n`);
}

function isFile(name: string): UserError {
  return new UserError(`${name} is a file, not a model to fetch or remove.`, `Use a ${nameHelp}.`);
}

function print(value: unknown): void {
  process.stdout.write(`${plainJson(value, 2)}\n`);
}
