import type { Logger } from "pino";
import type { ServedModel } from "../chat/served-models.js";

export type { ServedModel } from "../chat/served-models.js";

/** What {@link startServer} needs. Only `models` is required. */
export interface StartServerOptions {
  /** The models to serve, at least one. Their engines stay the caller's: close them after the server. */
  models: readonly ServedModel[];
  /** Address to listen on. Default: `127.0.0.1`. Anything that is not loopback requires `apiKeys`. */
  host?: string | undefined;
  /** Port to listen on; 0 picks a free one. Default: 0. */
  port?: number | undefined;
  /** Accepted bearer keys; only their SHA-256 is kept. Default: none, no authentication. */
  apiKeys?: readonly string[] | undefined;
  /** Origins (`https://app.example`) whose pages may call the API; `"*"` allows all. Default: none. */
  cors?: readonly string[] | "*" | undefined;
  /** Further `Host` names accepted while no keys are set. Default: only loopback names. */
  allowedHosts?: readonly string[] | undefined;
  /** Folder for the database of generations. Without it and `databaseUrl` they are kept in memory. */
  dataDir?: string | undefined;
  /** libsql URL (`file:`, `libsql:`, `https:`) that replaces the file in `dataDir`. */
  databaseUrl?: string | undefined;
  databaseAuthToken?: string | undefined;
  /** Folder with the built chat page, served at `/`. Default: no page. */
  webRoot?: string | undefined;
  /** Where log lines go. Default: nowhere. */
  logger?: Logger | undefined;
  /** Log messages and answers too. Default: false. */
  logPrompts?: boolean | undefined;
  limits?: Partial<ServerLimits> | undefined;
}

export interface ServerLimits {
  /** Largest request body in bytes. Default: 10 MiB. */
  bodyBytes: number;
  /** Time in which a request's headers and body must arrive, in milliseconds. Default: 30 000. */
  receiveMs: number;
  /** Longest time for one answer, waiting included, in milliseconds. Default: 600 000. */
  answerMs: number;
  /** Pause between keep-alive comments on a stream, in milliseconds. Default: 5 000. */
  keepAliveMs: number;
  /** Deepest nesting of arrays and objects in a body. Default: 64. */
  nesting: number;
}

export const defaultLimits: ServerLimits = {
  bodyBytes: 10 * 1024 * 1024,
  receiveMs: 30_000,
  answerMs: 600_000,
  keepAliveMs: 5_000,
  nesting: 64,
};

/** A server that listens. */
export interface RunningServer {
  /** Such as `http://127.0.0.1:8080`; the API is under `/api/v1`. */
  url: string;
  port: number;
  /**
   * Stops accepting requests, gives running answers `graceMs` (default 10 000) to finish, then ends them with
   * an error, and closes the database. The engines stay open.
   */
  close(graceMs?: number): Promise<void>;
}
