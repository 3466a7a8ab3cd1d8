import type { ServerContext } from "./context.js";

/** A request that was answered. */
export interface AnsweredRequest {
  /** Absent where what came could not be read that far. */
  method?: string | undefined;
  path?: string | undefined;
  status: number;
  /** What the metrics call its path; others share one name. */
  pattern?: string | undefined;
}

/** The longest part of a path in the log. */
const mostOfPath = 500;

/** Counts and logs a request. */
export function noteRequest(
  { metrics, logger }: Pick<ServerContext, "metrics" | "logger">,
  { method = "unknown", path = "", status, pattern = "other" }: AnsweredRequest,
  more: object = {},
): void {
  metrics.countRequest(method, pattern, status);
  logger.info({ method, path: path.slice(0, mostOfPath), status, ...more }, "request");
}
