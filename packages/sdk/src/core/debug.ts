/** What a debug logger must have; `console` has it. */
export interface Logger {
  group?(label: string): void;
  groupEnd?(): void;
  log(message: string, ...details: unknown[]): void;
}

const SECRET = /auth|cookie|key|token|secret/i;

/** Logs one HTTP message, if there is a logger; what may be secret in headers or the URL's query is left out. */
export function logMessage(
  logger: Logger | undefined,
  title: string,
  headers: HeadersInit,
  body?: string,
): void {
  if (!logger) return;
  logger.group?.(title.replace(/\?.*/, "?(redacted)"));
  for (const [name, value] of new Headers(headers)) {
    logger.log(`${name}: ${SECRET.test(name) ? "(redacted)" : value}`);
  }
  if (body) logger.log(body);
  logger.groupEnd?.();
}
