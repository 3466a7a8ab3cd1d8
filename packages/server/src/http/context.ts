import type { HttpBindings } from "@hono/node-server";
import type { Logger } from "pino";
import type { ServedModels } from "../chat/served-models.js";
import type { GenerationStore } from "../generations/store.js";
import type { ApiKeys } from "./auth.js";
import type { Metrics } from "./metrics.js";
import type { ServerLimits } from "./options.js";
import type { RunningAnswers } from "./running-answers.js";

/** What the routes share. */
export interface ServerContext {
  models: ServedModels;
  keys: ApiKeys;
  limits: ServerLimits;
  generations: GenerationStore;
  answers: RunningAnswers;
  metrics: Metrics;
  logger: Logger;
  logPrompts: boolean;
  cors: readonly string[] | "*";
  allowedHosts: readonly string[];
  webRoot: string | undefined;
}

/** Hono's environment: Node's request and response, and who asks. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: { client: string; log: Record<string, unknown> };
}
