import { existsSync } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";
import type { Logger } from "pino";
import { EmbeddingEngine } from "../engine/embedding/embedding-engine.js";
import { type Engine, EngineError } from "../engine/types.js";
import { isLoopback } from "../http/browser-access.js";
import {
  embeddingModel,
  embeddingModelOffer,
  type ResolvedModel,
  resolveEmbeddingModel,
  resolveModel,
} from "../model-files/index.js";
import type { ServedEmbeddingModel, ServedModel, StartServerOptions } from "../options.js";
import { startServer } from "../start-server.js";
import type { Retention } from "../storage/index.js";
import { UserError } from "../user-error.js";
import { askConsent, describeOffer } from "./consent.js";
import { modelProgress } from "./model-progress.js";

export interface LocalServerOptions {
  /** Names or paths; none means the default model, unless there is a configuration. */
  models: readonly string[];
  /** What to route to. */
  config?: StartServerOptions["config"];
  host?: string | undefined;
  port: number;
  apiKeys?: readonly string[] | undefined;
  accounts?: StartServerOptions["accounts"];
  /** Nobody is served without a key of the database's, because of `accounts` or of the configuration. */
  keysKept?: boolean | undefined;
  cors?: readonly string[] | "*" | undefined;
  databaseUrl?: string | undefined;
  retention?: Retention | undefined;
  threads?: number | undefined;
  contextLength?: number | undefined;
  parallel?: number | undefined;
  queueLimit?: number | undefined;
  gpu?: "auto" | "cuda" | "vulkan" | "metal" | false | undefined;
  logger?: Logger | undefined;
  droppedLogLines?: (() => number) | undefined;
  logPrompts?: boolean | undefined;
  service?: StartServerOptions["service"];
  telemetry?: StartServerOptions["telemetry"];
  /** Fetches models without asking. */
  yes?: boolean | undefined;
  /** Whether texts are embedded on this machine. Default: true. */
  embeddings?: boolean | undefined;
}

export interface LocalServer {
  url: string;
  /** The models that it answers for. */
  models: { id: string }[];
  /** Whether a request needs a key. */
  keysRequired: boolean;
  close(graceMs?: number): Promise<void>;
}

/** Gets the models, loads them and listens. What can be seen to fail is told before anything is fetched or loaded. */
export async function startLocalServer(
  options: LocalServerOptions,
  signal?: AbortSignal,
): Promise<LocalServer> {
  await checkAddress(options);
  if (options.databaseUrl === undefined) await checkDataFolder(dataFolder());
  const models = await resolveAll(options, signal);
  const engines: Pick<Engine, "close">[] = [];
  const closeEngines = () => Promise.all(engines.map((engine) => engine.close()));
  try {
    const served: ServedModel[] = [];
    for (const { path, title, ...model } of models) {
      // Who only routes to others has no use for the engine.
      const { createEngine } = await import("../engine/index.js");
      const engine = await createEngine({ modelPath: path, ...engineOptions(options) }, signal);
      engines.push(engine);
      signal?.throwIfAborted();
      served.push({ ...model, name: title, engine });
    }
    const embedding = options.embeddings === false ? [] : [servedEmbeddingModel(options)];
    engines.push(...embedding.map(({ engine }) => engine));
    const server = await startServer({
      ...serverOptions(options),
      models: served,
      embeddingModels: embedding,
    });
    const close = async (graceMs?: number) => {
      await server.close(graceMs);
      await closeEngines();
    };
    const { url, keysRequired } = server;
    return { url, models: server.models.map((id) => ({ id })), keysRequired, close };
  } catch (error) {
    await closeEngines();
    throw engineFailure(error, options) ?? addressUnusable(error, options) ?? error;
  }
}

async function resolveAll(options: LocalServerOptions, signal?: AbortSignal): Promise<ResolvedModel[]> {
  const progress = modelProgress();
  const onOffer = askConsent({ yes: options.yes ?? false, signal });
  try {
    const models = new Map<string, ResolvedModel>();
    const names = options.models.length > 0 || options.config ? options.models : [undefined];
    for (const name of names) {
      const model = await resolveModel(name, { onOffer, onProgress: progress.show, signal });
      const other = models.get(model.id);
      if (other && other.path !== model.path) {
        throw new UserError(
          `${other.path} and ${model.path} would both be ${model.id}.`,
          "Serve one of them, or give one of the files another name.",
        );
      }
      models.set(model.id, model);
    }
    return [...models.values()];
  } finally {
    progress.stop();
  }
}

async function checkAddress(options: LocalServerOptions): Promise<void> {
  const { host = "127.0.0.1", port, apiKeys = [] } = options;
  if (apiKeys.length === 0 && !options.keysKept && !isLoopback(host)) {
    throw new UserError(
      `${host} can be reached by others, and there is no key.`,
      "Set keys with --api-key or OPENROUTER_SERVER_API_KEYS, or listen on 127.0.0.1.",
    );
  }
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", (error) => reject(addressUnusable(error, options) ?? error));
    probe.listen(port, host, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** Fetched and loaded when the first text is to be embedded: who embeds none pays nothing. */
function servedEmbeddingModel({ threads, queueLimit, logger }: LocalServerOptions): ServedEmbeddingModel {
  const { id, title: name, description, released, heads, contextLength } = embeddingModel;
  const files = async () => {
    try {
      const offer = await embeddingModelOffer();
      if (offer) logger?.info(describeOffer(offer));
      return { ...(await resolveEmbeddingModel()), heads };
    } catch (error) {
      logger?.error({ reason: (error as Error).message }, "the embedding model can't be fetched");
      throw error;
    }
  };
  const engine = new EmbeddingEngine({ files, contextLength, threads, queueLimit });
  return { id, name, description, created: Date.parse(released) / 1000, engine };
}

/** Where records and keys are kept, if nothing else is said. */
export function dataFolder(): string {
  return process.env.OPENROUTER_DATA_DIR || envPaths("openrouter-chat", { suffix: "" }).data;
}

async function checkDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw new UserError(
      `The record of generations can't be kept in ${folder} (${(error as NodeJS.ErrnoException).code}).`,
      "Set OPENROUTER_DATA_DIR to a folder that you may write to.",
      { cause: error },
    );
  }
}

function engineOptions({ threads, contextLength, parallel, queueLimit, gpu }: LocalServerOptions) {
  return { threads, contextLength, parallel, queueLimit, gpu };
}

function serverOptions(options: LocalServerOptions): Omit<StartServerOptions, "models"> {
  const { config, host, port, apiKeys, accounts, cors, databaseUrl, retention, ...rest } = options;
  const { logger, droppedLogLines, logPrompts, service, telemetry } = rest;
  const dataDir = dataFolder();
  const web = fileURLToPath(new URL("../../../../apps/web/dist", import.meta.url));
  const webRoot = existsSync(web) ? web : undefined;
  return {
    ...{ config, host, port, apiKeys, accounts, cors, databaseUrl, retention },
    ...{ logger, droppedLogLines, logPrompts, service, telemetry, dataDir, webRoot },
  };
}

/** The blame where it belongs: on the model's file, or on the engine that didn't start at all. */
function engineFailure(error: unknown, { gpu }: LocalServerOptions): UserError | undefined {
  if (!(error instanceof EngineError)) return undefined;
  switch (error.code) {
    case "engine_unavailable":
      return gpu
        ? new UserError(
            `The engine's binary for ${gpu === "auto" ? "this GPU" : gpu} is not installed, or this machine can't run it. ${error.message}.`,
            'Start without --gpu, or install it: see "GPU" in README.md.',
            { cause: error },
          )
        : new UserError(
            error.message,
            'The model is not at fault: run "npm ci" to install the engine anew.',
            { cause: error },
          );
    case "model_unusable":
      return new UserError(
        error.message,
        "The file may be damaged, or of a kind that the engine can't load: fetch it again, or try another model.",
        { cause: error },
      );
    default:
      return undefined;
  }
}

function addressUnusable(error: unknown, { host, port }: LocalServerOptions): UserError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = "Choose another with --port, or 0 for any free one.";
  if (code === "EADDRINUSE") {
    return new UserError(`Port ${port} is taken by another program.`, remedy, { cause: error });
  }
  if (code === "EACCES") {
    return new UserError(`Port ${port} is not open to this user.`, remedy, { cause: error });
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return new UserError(`${host} is no address of this machine.`, "Choose another with --host.", {
      cause: error,
    });
  }
  return undefined;
}
