import { readFile } from "node:fs/promises";
import type { Logger } from "pino";
import { configuredModels, type EmbeddedModels } from "./config/models.js";
import { toPreset } from "./config/presets.js";
import { readConfiguration } from "./config/read.js";
import type { Configuration } from "./config/schema.js";
import { watchFile } from "./config/watch.js";
import type { ConstraintCompiler } from "./constraints/index.js";
import type { ServedEmbeddingModel, ServedModel, StartServerOptions } from "./options.js";
import { EmbeddedEmbeddings } from "./providers/embedded/embedding-provider.js";
import { EmbeddedProvider } from "./providers/embedded/provider.js";
import { supportedParameters } from "./providers/embedded/supported-parameters.js";
import { Connections } from "./providers/http/connections.js";
import { type CacheBounds, ResponseCache } from "./response-cache/response-cache.js";
import { systemClock } from "./router/clock.js";
import { Health } from "./router/health.js";
import { ModelDirectory, type RoutedModel } from "./router/models.js";
import { Presets } from "./router/presets.js";
import { Router } from "./router/router.js";
import type { RouterSettings } from "./router/settings.js";
import type { TelemetrySettings } from "./telemetry/tracing.js";
import { UserError } from "./user-error.js";

export interface ComposedRouter {
  router: Router;
  presets: Presets;
  cache: ResponseCache;
  /** What the configuration says at the start. */
  telemetry: TelemetrySettings | undefined;
  /** Lets go of the connections and of the configuration file. */
  close(): Promise<void>;
}

/** The router over the embedded models and what the configuration names. */
export async function composeRouter(
  options: StartServerOptions,
  compiler: ConstraintCompiler,
  logger: Logger,
  onConfiguration: (configuration: Configuration) => void = () => {},
): Promise<ComposedRouter> {
  const { config, models: served = [] } = options;
  const connections = new Connections();
  const local = embeddedModels(served, compiler);
  const directory = new ModelDirectory(local.models);
  const health = new Health(systemClock, undefined, options.service?.peers);
  const router = new Router(directory, undefined, health);
  const presets = new Presets();
  const cache = new ResponseCache(router);
  const parts = { router, presets, cache };
  router.embeddingModels.replace(embeddingModels(options.embeddingModels));
  const take = (configuration: Configuration) => {
    const models = configuredModels(configuration, connections, local);
    const replaced = new Set(models.map(({ id }) => id.toLowerCase()));
    router.replace([...models, ...local.models.filter(({ id }) => !replaced.has(id.toLowerCase()))]);
    router.settings = settingsOf(configuration);
    onConfiguration(configuration);
    presets.replace((configuration.presets ?? []).map(toPreset));
    cache.bounds = cacheBoundsOf(configuration);
  };
  if (!config) return { ...parts, telemetry: undefined, close: () => connections.close() };
  if (!("file" in config)) {
    take(config);
    return { ...parts, telemetry: telemetryOf(config), close: () => connections.close() };
  }
  const { file } = config;
  const text = await readText(file);
  const first = readConfiguration(text, file, process.env);
  take(first);
  const watcher = watchFile(file, text, (changed) => {
    try {
      take(readConfiguration(changed, file, process.env));
      logger.info({ file, models: directory.ids }, "configuration taken up");
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      logger.error({ file, reason }, "configuration refused: the one before it stays");
    }
  });
  return {
    ...parts,
    telemetry: telemetryOf(first),
    close: async () => {
      watcher.close();
      await connections.close();
    },
  };
}

/** The configuration as it is now; undefined: there is none. */
export async function currentConfiguration({
  config,
}: Pick<StartServerOptions, "config">): Promise<Configuration | undefined> {
  if (!config || !("file" in config)) return config;
  return readConfiguration(await readText(config.file), config.file, process.env);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} can't be read: ${(error as Error).message}`, "Name a file with --config.");
  }
}

function settingsOf({ router = {} }: Configuration): Partial<RouterSettings> {
  return {
    ...(router.attempts !== undefined && { attempts: router.attempts }),
    ...(router.deadline_ms !== undefined && { deadlineMs: router.deadline_ms }),
    ...(router.longest_wait_ms !== undefined && { longestWaitMs: router.longest_wait_ms }),
    ...(router.on_disconnect !== undefined && { onDisconnect: router.on_disconnect }),
    ...(router.hedge_ms !== undefined && { hedgeMs: router.hedge_ms }),
    ...(router.survive !== undefined && { survive: router.survive }),
  };
}

function telemetryOf({ telemetry }: Configuration): TelemetrySettings | undefined {
  if (!telemetry) return undefined;
  const { otlp_endpoint: endpoint, headers, service_name: serviceName } = telemetry;
  return { endpoint, headers, serviceName };
}

function cacheBoundsOf({ cache = {} }: Configuration): Partial<CacheBounds> {
  return {
    ...(cache.max_bytes !== undefined && { bytes: cache.max_bytes }),
    ...(cache.max_entries !== undefined && { entries: cache.max_entries }),
  };
}

function embeddingModels(served: readonly ServedEmbeddingModel[] = []): RoutedModel[] {
  const provider = new EmbeddedEmbeddings(new Map(served.map(({ id, engine }) => [id, engine])));
  const started = Math.floor(Date.now() / 1000);
  return served.map(({ id, name = id, description = "", created = started, engine }) => ({
    id,
    aliases: [],
    name,
    description,
    created,
    ownedBy: ownerOf(id),
    contextLength: engine.contextLength,
    supportedParameters: [],
    defaultParameters: null,
    endpoints: [{ provider, model: id, slug: "embedded", dataPolicy: keptHere }],
  }));
}

/** Nothing leaves this machine. */
const keptHere = { training: false, retention: "none" } as const;

function ownerOf(id: string): string {
  return id.includes("/") ? id.slice(0, id.indexOf("/")) : "local";
}

function embeddedModels(
  served: readonly ServedModel[],
  compiler: ConstraintCompiler,
): EmbeddedModels & { models: RoutedModel[] } {
  const provider = new EmbeddedProvider(new Map(served.map((model) => [model.id, model])), compiler);
  const started = Math.floor(Date.now() / 1000);
  const models = served.map(
    ({ id, aliases = [], name = id, description = "", created = started, ...model }): RoutedModel => ({
      id,
      aliases,
      name,
      description,
      created,
      ownedBy: ownerOf(id),
      contextLength: model.engine.model.contextLength,
      supportedParameters: supportedParameters(model.engine.model),
      defaultParameters: model.defaults
        ? { temperature: model.defaults.temperature ?? null, top_p: model.defaults.topP ?? null }
        : null,
      endpoints: [
        {
          provider,
          model: id,
          slug: "embedded",
          dataPolicy: keptHere,
        },
      ],
    }),
  );
  const directory = new ModelDirectory(models);
  return { provider, models, find: (name) => directory.find(name)?.model };
}
