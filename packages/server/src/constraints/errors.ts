/** A JSON schema holds something that no grammar of ours can enforce exactly. */
export class UnsupportedSchemaError extends Error {
  override readonly name = "UnsupportedSchemaError";
  /** JSON pointer to the schema that holds the keyword; `""` is the root. */
  readonly path: string;
  /** The keyword that can't be enforced. */
  readonly keyword: string;
  /** Why, and what to write instead. */
  readonly reason: string;

  constructor(path: string, keyword: string, reason: string) {
    super(`${keyword} at ${path === "" ? "the root of the schema" : path}: ${reason}`);
    this.path = path;
    this.keyword = keyword;
    this.reason = reason;
  }
}

/** It is right, but to enforce all of it would take too much, or no grammar can. */
export class UnenforceableSchemaError extends UnsupportedSchemaError {}

/** A GBNF source that the engine would not accept, or on which it would spend too long. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
  readonly reason: string;
  /** 1-based line of the source. */
  readonly line: number;
  /** 1-based column of the source, in code points. */
  readonly column: number;

  constructor(reason: string, line: number, column: number) {
    super(`grammar, line ${line}, column ${column}: ${reason}`);
    this.reason = reason;
    this.line = line;
    this.column = column;
  }
}

/** Turning a demand into a grammar took more time or memory than one request may have. */
export class ConstraintTooCostly extends Error {
  override readonly name = "ConstraintTooCostly";
  /** What ran out. */
  readonly limit: "time" | "memory";

  constructor(limit: "time" | "memory", allowed: string) {
    super(`what the answer has to match is too costly to work out (more than ${allowed}); make it simpler`);
    this.limit = limit;
  }
}

/** So many demands wait to be compiled that another would wait too long. */
export class ConstraintCompilerBusy extends Error {
  override readonly name = "ConstraintCompilerBusy";

  constructor() {
    super("too many schemas and grammars wait to be compiled; try again in a moment");
  }
}
