import { OutOfTime } from "../automata/budget.js";
import type { CompiledConstraint, ConstraintDemand } from "../constraint.js";
import { ConstraintTooCostly, GrammarError, UnsupportedSchemaError } from "../errors.js";

/** To a thread. */
export interface TimedTask {
  /** A {@link Task} as JSON. */
  text: string;
  deadlineMs: number;
}

/** What a thread can be asked: to compile a demand, or whether a value satisfies a schema. */
export type Task = { demand: ConstraintDemand } | { schema: unknown; value: string };

/** What compiling came to. Plain data, so that an error keeps its fields on its way between threads. */
export type Outcome =
  | { type: "compiled"; constraint: CompiledConstraint | undefined }
  | { type: "validated"; problem: string | undefined }
  | { type: "unsupported"; path: string; keyword: string; reason: string }
  | { type: "grammar"; reason: string; line: number; column: number }
  | { type: "range"; message: string }
  | { type: "late" };

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
  if (error instanceof OutOfTime) return { type: "late" };
  if (error instanceof RangeError) return { type: "range", message: error.message };
  return undefined;
}

type Result = Extract<Outcome, { type: "compiled" | "validated" }>;

/** The result, or throws the error. */
export function unwrap(outcome: Outcome, deadlineMs: number): Result {
  switch (outcome.type) {
    case "compiled":
    case "validated":
      return outcome;
    case "unsupported":
      throw new UnsupportedSchemaError(outcome.path, outcome.keyword, outcome.reason);
    case "grammar":
      throw new GrammarError(outcome.reason, outcome.line, outcome.column);
    case "late":
      throw new ConstraintTooCostly("time", `${deadlineMs} ms`);
    case "range":
      throw new RangeError(outcome.message);
  }
}
