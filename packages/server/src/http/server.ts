import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { pino } from "pino";
import { ServedModels } from "../chat/served-models.js";
import { GenerationStore } from "../generations/store.js";
import { createApp } from "./app.js";
import { ApiKeys, isLoopback } from "./auth.js";
import type { ServerContext } from "./context.js";
import { Metrics } from "./metrics.js";
import { defaultLimits, type RunningServer, type StartServerOptions } from "./options.js";
import { RunningAnswers } from "./running-answers.js";
import { answerBrokenRequests } from "./socket-errors.js";

/** Starts a server. Throws `Error` when the options don't fit together or the address can't be listened on. */
export const startServer = async (options: StartServerOptions): Promise<RunningServer> => {
  const { host = "127.0.0.1", port = 0, apiKeys = [] } = options;
  if (options.models.length === 0) throw new Error("models must name at least one model to serve");
  if (apiKeys.length === 0 && !isLoopback(host)) {
    throw new Error(`host is ${host}, which others can reach: set apiKeys, or listen on 127.0.0.1`);
  }
  const logger = options.logger ?? pino({ level: "silent" });
  const limits = { ...defaultLimits, ...options.limits };
  const models = new ServedModels(options.models);
  const context: ServerContext = {
    models,
    keys: new ApiKeys(apiKeys),
    limits,
    generations: await GenerationStore.open({
      dataDir: options.dataDir,
      url: options.databaseUrl,
      authToken: options.databaseAuthToken,
      onError: (err) => logger.error({ err }, "a generation could not be recorded"),
    }),
    answers: new RunningAnswers(limits.answerMs),
    metrics: new Metrics(models),
    logger,
    logPrompts: options.logPrompts ?? false,
    cors: options.cors ?? [],
    allowedHosts: options.allowedHosts ?? [],
    webRoot: options.webRoot,
  };
  const server = createAdaptorServer({
    fetch: createApp(context).fetch,
    overrideGlobalObjects: false,
    serverOptions: {
      headersTimeout: limits.receiveMs,
      requestTimeout: 0,
      connectionsCheckingInterval: 1_000,
    },
  }) as Server;
  answerBrokenRequests(server);
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    await context.generations.close();
    throw error;
  }
  const address = server.address() as AddressInfo;
  const shownHost = address.family === "IPv6" ? `[${address.address}]` : address.address;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${shownHost}:${address.port}`,
    port: address.port,
    close: (graceMs = 10_000) => {
      closing ??= shutDown(server, context, graceMs);
      return closing;
    },
  };
};

const shutDown = async (server: Server, { answers, generations }: ServerContext, graceMs: number) => {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await answers.drain(graceMs);
  // The last answers are written out; then idle keep-alive connections are all that is left.
  const force = setTimeout(() => server.closeAllConnections(), 1_000);
  const sweep = setInterval(() => server.closeIdleConnections(), 10);
  await closed;
  clearTimeout(force);
  clearInterval(sweep);
  await generations.close();
};
