import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { Logger } from "pino";
import type { Access, Client } from "../accounts/access.js";
import type { Ledger } from "../accounts/ledger.js";
import type { Generations } from "../generation/generations.js";
import type { GenerationRecords } from "../generation/records.js";
import type { PromptGuard } from "../guardrails/prompt-guard.js";
import type { ResponseCache } from "../response-cache/response-cache.js";
import type { ModelDirectory } from "../router/models.js";
import type { Presets } from "../router/presets.js";
import type { Router } from "../router/router.js";
import type { Storage } from "../storage/index.js";
import type { Tracing } from "../telemetry/tracing.js";
import type { Admission, Arrival } from "./admission/admission.js";
import type { ServerLimits } from "./limits.js";
import type { Metrics } from "./metrics.js";
import type { ResumableAnswers } from "./resume/resumable-answers.js";

/** What the routes share. */
export interface ServerContext {
  models: ModelDirectory;
  router: Router;
  admission: Admission;
  presets: Presets;
  cache: ResponseCache;
  generations: Generations;
  resumable: ResumableAnswers;
  records: GenerationRecords;
  storage: Storage;
  access: Access;
  ledger: Ledger;
  guard: PromptGuard;
  limits: ServerLimits;
  metrics: Metrics;
  /** Undefined: nothing is traced. */
  tracing: Tracing | undefined;
  logger: Logger;
  logPrompts: boolean;
  cors: readonly string[] | "*";
  allowedHosts: readonly string[];
  webRoot: string | undefined;
}

/** What is to be read, and for whom. */
export function arrivalOf(c: Context<AppEnv>): Arrival {
  const { incoming, outgoing } = c.env;
  return { incoming, outgoing, client: c.get("client") };
}

/** Hono's environment: Node's request and response, and who asks. */
export interface AppEnv {
  Bindings: HttpBindings;
  Variables: {
    client: string;
    /** Whose key it is; absent while no keys are required. */
    who?: Client;
    log: Record<string, unknown>;
    /** Added to the body of an error. */
    errorFields?: () => object;
  };
}
