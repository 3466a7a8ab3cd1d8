/** What a debug logger must have; `console` has it. */
export interface Logger {
  log(message: string, ...details: unknown[]): void;
}

const SECRET = /auth|cookie|key|token|secret/i;

/**
 * Logs one HTTP message, if there is a logger; what may be secret in headers or the URL's query is left out. A logger
 * that throws ends no call.
 */
export function logMessage(
  logger: Logger | undefined,
  title: string,
  headers: HeadersInit,
  body?: string,
): void {
  if (!logger) return;
  try {
    const shown = Object.fromEntries(
      Array.from(new Headers(headers), ([name, value]) => [name, SECRET.test(name) ? "(redacted)" : value]),
    );
    logger.log(title.replace(/\?.*/, "?(redacted)"), shown, ...(body ? [body] : []));
  } catch {}
}
