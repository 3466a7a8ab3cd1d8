import cluster from "node:cluster";
import { styleText } from "node:util";
import { Command, InvalidArgumentError, Option } from "commander";
import { pino } from "pino";
import { embeddingModelOffer } from "../model-files/index.js";
import type { Service } from "../options.js";
import { UserError } from "../user-error.js";
import { describeOffer } from "./consent.js";
import { endSignal } from "./ending.js";
import { type LocalServer, startLocalServer } from "./local-server.js";
import { LogOutput } from "./log-output.js";
import { apiKeys, nonEmpty, origins, repeatable, wholeNumber } from "./option-values.js";
import { routingOf } from "./routing.js";
import { telemetryOfEnvironment } from "./telemetry.js";
import { startWorkers, WorkerService } from "./workers.js";

/** Milliseconds for the last lines of the log to be written. */
const lastLinesMs = 1_000;

interface ServeOptions {
  model: string[];
  config?: string;
  upstream?: string[];
  auto?: boolean;
  host: string;
  port: number;
  apiKey: string[];
  accounts?: boolean;
  cors?: string[];
  threads?: number;
  contextLength?: number;
  parallel?: number;
  workers: number;
  queue?: number;
  gpu: "auto" | "cuda" | "vulkan" | "metal" | false;
  databaseUrl?: string;
  keepDays: number;
  logLevel: string;
  logPrompts?: boolean;
  grace: number;
  open?: boolean;
  json?: boolean;
  yes?: boolean;
  embeddings: boolean;
}

/** `openrouter serve`: the API and the chat page until a signal ends it. */
export function serveCommand(): Command {
  return new Command("serve")
    .description("Serve the chat completions API, and the chat page, from models on this machine.")
    .option(
      "-m, --model <name>",
      "name of the catalogue, hf:owner/repo[:quant] or path of a .gguf file; repeatable",
      repeatable,
      [],
    )
    .option("-c, --config <file>", "providers and models to route to; changes are taken up (docs/router.md)")
    .option("--upstream <url>", "an OpenAI-compatible server to route to; repeatable", repeatable)
    .option("--auto", "route to the providers whose keys the environment has")
    .option(
      "--host <address>",
      "address to listen on; anything but loopback needs --api-key",
      nonEmpty,
      "127.0.0.1",
    )
    .option("-p, --port <number>", "port to listen on; 0 is any free one", wholeNumber(0, 65535), 8787)
    .option(
      "--api-key <key>",
      "a key that clients must send, beside those of OPENROUTER_SERVER_API_KEYS; repeatable",
      apiKeys,
      [],
    )
    .option("--accounts", 'serve only with keys that "openrouter keys" or the API makes (docs/accounts.md)')
    .option("--cors <origin>", "a web origin whose pages may call the API, or *; repeatable", origins)
    .option(
      "--threads <number>",
      "threads that evaluate the model (default: the idle cores)",
      wholeNumber(1, 1024),
    )
    .option("--context-length <tokens>", "most tokens of prompt and answer together", wholeNumber(64))
    .option("--parallel <number>", "answers written at the same time", wholeNumber(1, 256))
    .option("--workers <number>", "processes that share the work of routing", wholeNumber(1, 256), 1)
    .option("--queue <number>", "requests that may wait; further ones are refused", wholeNumber(0))
    .addOption(
      new Option("--gpu <kind>", "auto, cuda, vulkan, metal or off").argParser(gpu).default(false, "off"),
    )
    .option("--keep-days <days>", "how long records of generations are kept", wholeNumber(1), 90)
    .option(
      "--database-url <url>",
      "where records and keys are kept: file:, libsql: or postgres: (default: a file)",
      nonEmpty,
    )
    .addOption(
      new Option("--log-level <level>", "the least of what is logged")
        .choices(["trace", "debug", "info", "warn", "error", "silent"])
        .default("info"),
    )
    .option("--log-prompts", "log messages and answers too")
    .option("--grace <seconds>", "time for running answers to finish at the end", wholeNumber(0), 10)
    .option("--open", "open the chat page in a browser")
    .option("--json", "print the address as JSON")
    .option("-y, --yes", "fetch models without asking")
    .option(
      "--no-embeddings",
      "embed no texts on this machine; else a model for it is fetched with the first",
    )
    .addHelpText(
      "after",
      "\nSIGINT, SIGTERM or SIGHUP ends it once running answers are done, or --grace is over; a second one at once.",
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const log = new LogOutput();
  try {
    await serveUntilEnded(options, log);
  } finally {
    // Lines that nobody takes keep no process alive; the reason why it ends is told first.
    if (!(await log.flushed(lastLinesMs))) setImmediate(() => process.exit());
  }
}

async function serveUntilEnded(options: ServeOptions, log: LogOutput): Promise<void> {
  const ended = endSignal("SIGINT", "SIGTERM", "SIGHUP");
  if (cluster.isWorker) {
    // A key that ends all processes of a terminal is the first one's to obey.
    const service = new WorkerService();
    await service.run(() => startServing(options, log, undefined, service));
    return;
  }
  const server =
    options.workers > 1 ? await startWorkers(options.workers) : await startServing(options, log, ended);
  if (options.embeddings && !options.json) await tellOfEmbeddings();
  process.stdout.write(options.json ? `${JSON.stringify(summary(server))}\n` : describe(server));
  if (options.open) await (await import("open")).default(server.url);
  if (!ended.aborted) await new Promise((resolve) => ended.addEventListener("abort", resolve));
  await server.close(options.grace * 1000);
}

async function startServing(
  options: ServeOptions,
  log: LogOutput,
  ended: AbortSignal | undefined,
  service?: Service,
): Promise<LocalServer> {
  const keys = [...keysOfEnvironment(), ...options.apiKey];
  const { config, embedded, keepsKeys } = await routingOf(options, ended);
  const models = [...new Set([...options.model, ...embedded])];
  if (service && (models.length > 0 || !config)) {
    throw new UserError(
      "--workers is for routing: each of them would load the model of this machine anew.",
      "Serve the model by a command of its own, and name its address in the configuration or with --upstream.",
    );
  }
  return startLocalServer(
    {
      models,
      config,
      service,
      host: options.host,
      port: options.port,
      apiKeys: keys,
      accounts: options.accounts && !keepsKeys ? {} : undefined,
      keysKept: keepsKeys || options.accounts === true,
      cors: options.cors?.includes("*") ? "*" : options.cors,
      threads: options.threads,
      contextLength: options.contextLength,
      parallel: options.parallel,
      queueLimit: options.queue,
      gpu: options.gpu,
      databaseUrl: options.databaseUrl,
      retention: { days: options.keepDays },
      logPrompts: options.logPrompts,
      telemetry: telemetryOfEnvironment(process.env),
      yes: options.yes,
      embeddings: options.embeddings,
      logger: pino({ level: options.logLevel }, log),
      droppedLogLines: () => log.dropped,
    },
    ended,
  );
}

/** The model that is fetched later is told of like those that are fetched at the start. */
async function tellOfEmbeddings(): Promise<void> {
  const offer = await embeddingModelOffer();
  if (!offer) return;
  const when = "with the first request for embeddings; --no-embeddings offers none";
  process.stderr.write(`${describeOffer(offer)}, ${when}\n`);
}

function summary({ url, models }: LocalServer) {
  return { url, baseUrl: `${url}/api/v1`, models: models.map(({ id }) => id) };
}

function describe(server: LocalServer): string {
  const { url, baseUrl, models } = summary(server);
  const access = server.keysRequired ? "with a key" : "from this machine only, no key needed";
  const bold = (text: string) => styleText("bold", text, { stream: process.stdout });
  return [
    `${bold("Chat page")}  ${url}`,
    `${bold("API")}        ${baseUrl} (${access})`,
    `${bold("Models")}     ${models.join(", ")}`,
    "",
  ].join("\n");
}

function keysOfEnvironment(): string[] {
  const text = process.env.OPENROUTER_SERVER_API_KEYS;
  try {
    return text ? apiKeys(text) : [];
  } catch (error) {
    throw new UserError(
      `OPENROUTER_SERVER_API_KEYS: ${(error as Error).message}`,
      "Separate keys by commas, or unset the variable.",
    );
  }
}

function gpu(text: string): ServeOptions["gpu"] {
  if (text === "off") return false;
  if (text === "auto" || text === "cuda" || text === "vulkan" || text === "metal") return text;
  throw new InvalidArgumentError("Use auto, cuda, vulkan, metal or off.");
}
