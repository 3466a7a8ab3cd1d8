import type { HttpBindings } from "@hono/node-server";
import type { Logger } from "pino";
import type { Access, Client } from "../accounts/access.js";
import type { Ledger } from "../accounts/ledger.js";
import type { Generations } from "../generation/generations.js";
import type { GenerationRecords } from "../generation/records.js";
import type { ModelDirectory } from "../router/models.js";
import type { Router } from "../router/router.js";
import type { Storage } from "../storage/index.js";
import type { ServerLimits } from "./limits.js";
import type { Metrics } from "./metrics.js";

/** What the routes share. */
export interface ServerContext {
  models: ModelDirectory;
  router: Router;
  generations: Generations;
  records: GenerationRecords;
  storage: Storage;
  access: Access;
  ledger: Ledger;
  limits: ServerLimits;
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
  Variables: {
    client: string;
    /** Whose key it is; absent while no keys are required. */
    who?: Client;
    log: Record<string, unknown>;
    /** Added to the body of an error. */
    errorFields?: () => object;
  };
}
