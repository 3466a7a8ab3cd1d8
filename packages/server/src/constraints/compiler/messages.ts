import type { CompiledConstraint } from "../constraint.js";
import { GrammarError, UnsupportedSchemaError } from "../errors.js";

/** To a thread: a demand as JSON. */
export interface Job {
  id: number;
  demand: string;
}

/** From a thread: that it is ready for its first job, or what became of one. */
export type Report = "ready" | { id: number; outcome: Outcome };

/** What compiling came to. Plain data, so that an error keeps its fields on its way between threads. */
export type Outcome =
  | { type: "compiled"; constraint: CompiledConstraint | undefined }
  | { type: "unsupported"; path: string; keyword: string; reason: string }
  | { type: "grammar"; reason: string; line: number; column: number }
  | { type: "range"; message: string };

/** The outcome that an error stands for; undefined for one that nobody expects. */
export function outcomeOf(error: unknown): Outcome | undefined {
  if (error instanceof UnsupportedSchemaError) {
    const { path, keyword, reason } = error;
    return { type: "unsupported", path, keyword, reason };
  }
  if (error instanceof GrammarError) {
    const { reason, line, column } = error;
    return { type: "grammar", reason, line, column };
  }
  if (error instanceof RangeError) return { type: "range", message: error.message };
  return undefined;
}

/** The constraint, or throws the error. */
export function unwrap(outcome: Outcome): CompiledConstraint | undefined {
  switch (outcome.type) {
    case "compiled":
      return outcome.constraint;
    case "unsupported":
      throw new UnsupportedSchemaError(outcome.path, outcome.keyword, outcome.reason);
    case "grammar":
      throw new GrammarError(outcome.reason, outcome.line, outcome.column);
    case "range":
      throw new RangeError(outcome.message);
  }
}
