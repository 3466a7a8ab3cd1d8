/** What a debug logger must have; `console` has it. */
export interface Logger {
  group?(label: string): void;
  groupEnd?(): void;
  log(message: string, ...details: unknown[]): void;
}

const SECRET = /auth|cookie|key|token|secret/i;

/** Logs one HTTP message; the values of headers that may hold secrets are left out. */
export function logMessage(logger: Logger, title: string, headers: Headers, body?: string): void {
  logger.group?.(title);
  for (const [name, value] of headers) logger.log(`${name}: ${SECRET.test(name) ? "(redacted)" : value}`);
  if (body) logger.log(body);
  logger.groupEnd?.();
}
