import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import envPaths from "env-paths";
import type { Logger } from "pino";
import { createEngine } from "../engine/index.js";
import { type Engine, EngineError } from "../engine/types.js";
import { type ResolvedModel, resolveModel } from "../model-files/index.js";
import type { ServedModel, StartServerOptions } from "../options.js";
import { startServer } from "../start-server.js";
import { UserError } from "../user-error.js";
import { modelProgress } from "./model-progress.js";

export interface LocalServerOptions {
  /** Names or paths; none means the default model. */
  models: readonly string[];
  host?: string | undefined;
  port: number;
  apiKeys?: readonly string[] | undefined;
  cors?: readonly string[] | "*" | undefined;
  databaseUrl?: string | undefined;
  threads?: number | undefined;
  contextLength?: number | undefined;
  parallel?: number | undefined;
  queueLimit?: number | undefined;
  gpu?: "auto" | "cuda" | "vulkan" | "metal" | false | undefined;
  logger?: Logger | undefined;
  logPrompts?: boolean | undefined;
}

export interface LocalServer {
  url: string;
  models: ResolvedModel[];
  close(graceMs?: number): Promise<void>;
}

/** Gets the models, loads them and listens. */
export async function startLocalServer(
  options: LocalServerOptions,
  signal?: AbortSignal,
): Promise<LocalServer> {
  const models = await resolveAll(options.models, signal);
  const engines: Engine[] = [];
  const closeEngines = () => Promise.all(engines.map((engine) => engine.close()));
  try {
    const served: ServedModel[] = [];
    for (const { name, aliases, path, entry } of models) {
      const engine = await createEngine({ modelPath: path, ...engineOptions(options) });
      engines.push(engine);
      served.push({ id: name, aliases, name: entry?.title, defaults: entry?.defaults, engine });
    }
    const server = await startServer({ ...serverOptions(options), models: served });
    const close = async (graceMs?: number) => {
      await server.close(graceMs);
      await closeEngines();
    };
    return { url: server.url, models, close };
  } catch (error) {
    await closeEngines();
    throw modelUnusable(error) ?? portTaken(error, options) ?? error;
  }
}

async function resolveAll(names: readonly string[], signal?: AbortSignal): Promise<ResolvedModel[]> {
  const progress = modelProgress();
  try {
    const models: ResolvedModel[] = [];
    for (const name of names.length > 0 ? names : [undefined]) {
      models.push(await resolveModel(name, { onProgress: progress.show, signal }));
    }
    return models;
  } finally {
    progress.stop();
  }
}

function engineOptions({ threads, contextLength, parallel, queueLimit, gpu }: LocalServerOptions) {
  return { threads, contextLength, parallel, queueLimit, gpu };
}

function serverOptions(options: LocalServerOptions): Omit<StartServerOptions, "models"> {
  const { host, port, apiKeys, cors, databaseUrl, logger, logPrompts } = options;
  const dataDir = process.env.OPENROUTER_DATA_DIR || envPaths("openrouter-chat", { suffix: "" }).data;
  const web = fileURLToPath(new URL("../../../../apps/web/dist", import.meta.url));
  const webRoot = existsSync(web) ? web : undefined;
  return { host, port, apiKeys, cors, databaseUrl, logger, logPrompts, dataDir, webRoot };
}

function modelUnusable(error: unknown): UserError | undefined {
  if (!(error instanceof EngineError) || error.code !== "model_unusable") return undefined;
  const remedy =
    "The file may be damaged, or of a kind that the engine can't load: fetch it again, or try another model.";
  return new UserError(error.message, remedy, { cause: error });
}

function portTaken(error: unknown, { port }: LocalServerOptions): UserError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  const remedy = "Choose another with --port, or 0 for any free one.";
  if (code === "EADDRINUSE") {
    return new UserError(`Port ${port} is taken by another program.`, remedy, { cause: error });
  }
  if (code === "EACCES") {
    return new UserError(`Port ${port} is not open to this user.`, remedy, { cause: error });
  }
  return undefined;
}
