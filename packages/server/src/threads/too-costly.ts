/** A task took more time or memory than it may, and its thread was ended. */
export class TooCostly extends Error {
  override readonly name = "TooCostly";
  /** What ran out. */
  readonly limit: "time" | "memory";
  /** How much there was, in words. */
  readonly allowed: string;

  constructor(limit: "time" | "memory", allowed: string) {
    super(`a task took more than ${allowed}`);
    this.limit = limit;
    this.allowed = allowed;
  }
}
