import type { Logger } from "pino";
import type { AccountsOptions } from "./accounts/settings.js";
import type { Configuration } from "./config/schema.js";
import type { EmbeddingEngine } from "./engine/embedding/embedding-engine.js";
import type { Engine } from "./engine/types.js";
import type { ServerLimits } from "./http/limits.js";
import type { ModelDefaults } from "./providers/embedded/model.js";
import type { Peers } from "./router/peers.js";
import type { Retention } from "./storage/index.js";
import type { TelemetrySettings } from "./telemetry/tracing.js";

/** An embedded model that the server offers under a name. */
export interface ServedModel {
  /** `author/name`, such as `huggingfacetb/smollm2-135m-instruct`. Its last part is an alias. */
  id: string;
  /** Other names that requests may use. */
  aliases?: readonly string[] | undefined;
  /** Name for people. Default: the id. */
  name?: string | undefined;
  description?: string | undefined;
  /** For requests that leave it open, what suits the model. Default: the API's defaults. */
  defaults?: ModelDefaults | undefined;
  /** Unix seconds. Default: when the server started. */
  created?: number | undefined;
  engine: Engine;
}

/** A model on this machine that embeds texts. */
export interface ServedEmbeddingModel {
  /** `author/name`. Its last part is an alias. */
  id: string;
  /** Name for people. Default: the id. */
  name?: string | undefined;
  description?: string | undefined;
  /** Unix seconds. Default: when the server started. */
  created?: number | undefined;
  engine: EmbeddingEngine;
}

/** What {@link startServer} needs: `models`, or `config`, or both. */
export interface StartServerOptions {
  /** Models on this machine. Their engines stay the caller's: close them after the server. Default: none. */
  models?: readonly ServedModel[] | undefined;
  /** Models on this machine for `/embeddings`. Their engines stay the caller's. Default: none. */
  embeddingModels?: readonly ServedEmbeddingModel[] | undefined;
  /**
   * The providers to route to and the models that they answer for: a file, whose changes are taken up while the server
   * runs, or what would stand in it. Default: only `models` are served.
   */
  config?: { file: string } | Configuration | undefined;
  /** Address to listen on. Default: `127.0.0.1`. Anything that is not loopback requires `apiKeys` or `accounts`. */
  host?: string | undefined;
  /** Port to listen on; 0 picks a free one. Default: 0. */
  port?: number | undefined;
  /** Accepted bearer keys; only their SHA-256 is kept. Default: none, no authentication. */
  apiKeys?: readonly string[] | undefined;
  /**
   * Keys that the server makes and keeps in its database, with budgets and limits; then nobody is served without a key.
   * Default: what the configuration says; else no keys are kept.
   */
  accounts?: AccountsOptions | undefined;
  /** Origins (`https://app.example`) whose pages may call the API; `"*"` allows all. Default: none. */
  cors?: readonly string[] | "*" | undefined;
  /** Further `Host` names accepted while no keys are set. Default: only loopback names. */
  allowedHosts?: readonly string[] | undefined;
  /** Folder for the database of generations. Without it and `databaseUrl` they are kept in memory. */
  dataDir?: string | undefined;
  /** URL of libsql (`file:`, `libsql:`, `https:`) or Postgres (`postgres:`) that replaces the file in `dataDir`. */
  databaseUrl?: string | undefined;
  databaseAuthToken?: string | undefined;
  /** URL of Redis or Valkey (`redis:`, `rediss:`) in which several servers count together. Default: each by itself. */
  countersUrl?: string | undefined;
  /** How long the records of generations are kept. Default: 90 days, and in memory the last 10 000. */
  retention?: Retention | undefined;
  /** Folder with the built chat page, served at `/`. Default: no page. */
  webRoot?: string | undefined;
  /** Where log lines go. Default: nowhere. */
  logger?: Logger | undefined;
  /** How many log lines could not be written, for `/metrics`. Default: nobody counts. */
  droppedLogLines?: (() => number) | undefined;
  /** Log messages, answers, `user` and `metadata` too. Default: false. */
  logPrompts?: boolean | undefined;
  /** Where traces go. Default: what the configuration says, otherwise there are none. */
  telemetry?: TelemetrySettings | undefined;
  limits?: Partial<ServerLimits> | undefined;
  /** The service that this server is one process of. Default: it is alone. */
  service?: Service | undefined;
}

/** Several processes that answer at one address. */
export interface Service {
  peers: Peers;
  /** The metrics of all its processes, as Prometheus reads them. */
  metrics(): Promise<string>;
}

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`; the API is under `/api/v1`. */
  url: string;
  port: number;
  /** Ids of the models that it answers for, at the moment. */
  readonly models: string[];
  /** Whether a request needs a key. */
  keysRequired: boolean;
  /**
   * Stops accepting requests, gives running answers `graceMs` (default 10 000) to finish, then ends them with
   * an error, and closes the database. The engines stay open.
   */
  close(graceMs?: number): Promise<void>;
}
