/** A JSON schema holds something that no grammar of ours can enforce exactly. */
export class UnsupportedSchemaError extends Error {
  override readonly name = "UnsupportedSchemaError";
  constructor(
    /** JSON pointer to the schema that holds the keyword; `""` is the root. */
    readonly path: string,
    /** The keyword that can't be enforced. */
    readonly keyword: string,
    /** Why, and what to write instead. */
    readonly reason: string,
  ) {
    super(`${keyword} at ${path === "" ? "the root of the schema" : path}: ${reason}`);
  }
}

/** A GBNF source that the engine would not accept. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
  constructor(
    readonly reason: string,
    /** 1-based line of the source. */
    readonly line: number,
    /** 1-based column of the source, in code points. */
    readonly column: number,
  ) {
    super(`grammar, line ${line}, column ${column}: ${reason}`);
  }
}
