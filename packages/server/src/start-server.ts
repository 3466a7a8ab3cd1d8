import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { Access } from "./accounts/access.js";
import { KeyDirectory } from "./accounts/key-directory.js";
import { keySecret } from "./accounts/key-secret.js";
import { Ledger } from "./accounts/ledger.js";
import { composeRouter, currentConfiguration } from "./compose-router.js";
import { configuredAccounts } from "./config/accounts.js";
import { ConstraintCompiler } from "./constraints/index.js";
import { Generations } from "./generation/generations.js";
import { PromptGuard } from "./guardrails/prompt-guard.js";
import { Admission } from "./http/admission/admission.js";
import { createApp } from "./http/app.js";
import { isLoopback } from "./http/browser-access.js";
import type { ServerContext } from "./http/context.js";
import { createHttpServer } from "./http/http-server.js";
import { defaultLimits } from "./http/limits.js";
import { Metrics } from "./http/metrics.js";
import { ResumableAnswers } from "./http/resume/resumable-answers.js";
import type { RunningServer, StartServerOptions } from "./options.js";
import { openCounters, openStorage } from "./storage/index.js";
import { openTracing } from "./telemetry/open-tracing.js";

/** Starts a server. Throws `Error` when the options don't fit together or the address can't be listened on. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 0, apiKeys = [] } = options;
  if (!options.models?.length && !options.config) {
    throw new Error("models must name at least one model to serve, or config the providers to route to");
  }
  const configuration = await currentConfiguration(options);
  const accounts = options.accounts ?? (configuration && configuredAccounts(configuration));
  if (apiKeys.length === 0 && !accounts && !isLoopback(host)) {
    throw new Error(
      `host is ${host}, which others can reach: set apiKeys or accounts, or listen on 127.0.0.1`,
    );
  }
  const parts = new Parts();
  try {
    const context = await createContext(
      {
        ...options,
        accounts,
        databaseUrl: options.databaseUrl ?? configuration?.storage?.database,
        countersUrl: options.countersUrl ?? configuration?.storage?.counters,
      },
      // What a program has chosen holds, whatever the file says later.
      options.accounts === undefined,
      parts,
    );
    return await listen(context, parts, { host, port });
  } catch (error) {
    await parts.close();
    throw error;
  }
}

/** What was started and has to be closed, the last first. */
class Parts {
  readonly #closers: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }
}

async function listen(
  context: ServerContext,
  parts: Parts,
  { host, port }: { host: string; port: number },
): Promise<RunningServer> {
  const server = createHttpServer(createApp(context), context);
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const shownHost = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${shownHost}:${address.port}`,
    port: address.port,
    get models() {
      return context.models.ids;
    },
    keysRequired: context.access.required,
    close: (graceMs = 10_000) => {
      closing ??= drain(server, context, graceMs).finally(() => parts.close());
      return closing;
    },
  };
}

/** Puts the parts together. */
async function createContext(
  options: StartServerOptions,
  followsFile: boolean,
  parts: Parts,
): Promise<ServerContext> {
  const logger = options.logger ?? pino({ level: "silent" });
  // A client that comes back may meet another process, which does not have its answer.
  const resumeMs = options.service ? 0 : defaultLimits.resumeMs;
  const limits = { ...defaultLimits, resumeMs, ...options.limits };
  const compiler = new ConstraintCompiler();
  parts.add(() => compiler.close());
  if (options.models?.length) compiler.warm();
  const counters = await openCounters(options.countersUrl);
  let letGo = () => counters.close();
  parts.add(() => letGo());
  const storage = await openStorage({
    dataDir: options.dataDir,
    url: options.databaseUrl,
    authToken: options.databaseAuthToken,
    retention: options.retention,
    onError: (error) => logger.error(error.message),
  });
  parts.add(() => storage.close());
  const { records } = storage;
  const ledger = new Ledger({
    counters,
    spend: storage.spend,
    settings: options.accounts,
    recordsError: () => records.health.error,
  });
  // After the storage: the last records are settled too.
  letGo = () => ledger.close();
  records.whenSettled((ids, balances) => ledger.settled(ids, balances));
  const { router, presets, cache, telemetry, close } = await composeRouter(
    options,
    compiler,
    logger,
    (configuration) => {
      if (followsFile) ledger.change(configuredAccounts(configuration));
    },
  );
  parts.add(close);
  router.gate = ledger;
  const traced = options.telemetry ?? telemetry;
  const tracing =
    traced &&
    (await openTracing(traced, (spans, reason) =>
      logger.error({ spans, reason }, "traces could not be sent"),
    ));
  if (tracing) parts.add(() => tracing.close());
  const admission = new Admission(limits);
  parts.add(() => admission.close());
  const guard = new PromptGuard();
  parts.add(() => guard.close());
  const { keys, changes } = storage;
  const access = new Access({
    apiKeys: options.apiKeys ?? [],
    managementKeys: options.accounts?.managementKeys ?? [],
    secret: await keySecret(options.dataDir, options.databaseUrl === undefined ? undefined : storage.secrets),
    directory: options.accounts && new KeyDirectory({ keys, changes, graceMs: () => ledger.keysGraceMs }),
  });
  const generations = new Generations({
    source: router,
    longestMs: limits.answerMs,
    drains: () => router.settings.onDisconnect === "drain",
  });
  return {
    models: router.models,
    router,
    admission,
    presets,
    cache,
    generations,
    resumable: new ResumableAnswers({ unreadMs: limits.resumeMs, bytes: limits.resumeBytes }),
    records,
    storage,
    access,
    ledger,
    guard,
    limits,
    metrics: new Metrics({
      router,
      records,
      generations,
      admission,
      ledger,
      stores: () => ({
        keys: access.directory?.error ?? null,
        counters: ledger.error,
        records: records.health.error,
      }),
      droppedLogLines: options.droppedLogLines,
      ofAll: options.service?.metrics,
    }),
    tracing,
    logger,
    logPrompts: options.logPrompts ?? false,
    cors: options.cors ?? [],
    allowedHosts: options.allowedHosts ?? [],
    webRoot: options.webRoot,
  };
}

/** Takes no new requests, and lets answers finish. */
async function drain(server: Server, { generations }: ServerContext, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await generations.drain(graceMs);
  // The last answers are written out; then idle keep-alive connections are all that is left.
  const force = setTimeout(() => server.closeAllConnections(), 1_000);
  const sweep = setInterval(() => server.closeIdleConnections(), 10);
  await closed;
  clearTimeout(force);
  clearInterval(sweep);
}
