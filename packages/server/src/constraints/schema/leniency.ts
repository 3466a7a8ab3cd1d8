import { AutomatonTooLarge } from "../automata/automaton-too-large.js";
import { isWorkLeft, withShare } from "../automata/budget.js";
import { RegexError } from "../automata/regex-parser.js";
import { UnsupportedSchemaError } from "../errors.js";
import { Inexpressible } from "./inexpressible.js";
import { enforcing, fail, reasonOf, type SchemaNode } from "./node.js";

/** Warnings that are told one by one. */
const mostWarnings = 20;
/** Steps of work that one keyword may take before it is left. */
const attemptLimit = 500_000;

/**
 * What happens to that which a schema asks and the grammar can't give. Strict: it is refused. Lenient: it is let be
 * and told, once for each keyword and reason.
 */
export class Leniency {
  readonly strict: boolean;
  /** Whether something was left that only the finished answer shows. */
  incomplete = false;
  readonly #told = new Set<string>();
  readonly #warnings: { path: string; text: string }[] = [];

  constructor(strict: boolean) {
    this.strict = strict;
  }

  /** A keyword or a value of one that says nothing about values, as far as anybody knows. */
  ignore(node: SchemaNode, keyword: string, reason: string, advice: string): void {
    if (this.strict) fail(node, keyword, `${reason}; ${advice}`);
    this.#tell(node.path, `${keyword}: ${reason}, ignored`);
  }

  /** A keyword that a grammar can't enforce there: the answer has to be validated when it is finished. */
  leave(path: string, keyword: string, reason: string): void {
    if (this.strict) throw new UnsupportedSchemaError(path, keyword, reason);
    this.incomplete = true;
    this.#tell(path, `${keyword}: not enforced while the answer is written: ${reason}`);
  }

  /** Runs what a keyword needs; where that turns out to be impossible, the keyword is left. */
  attempt<T>(node: SchemaNode, keyword: string, run: () => T, otherwise: () => T): T {
    if (this.strict) return enforcing(node, keyword, run);
    try {
      return withShare(attemptLimit, run);
    } catch (error) {
      const impossible =
        error instanceof Inexpressible ||
        (error instanceof AutomatonTooLarge && isWorkLeft()) ||
        (error instanceof RegexError && !error.invalid);
      if (!impossible)
        return enforcing(node, keyword, () => {
          throw error;
        });
      this.leave(node.path, keyword, reasonOf(error));
      return otherwise();
    }
  }

  #tell(path: string, text: string): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    if (this.#warnings.length < mostWarnings) this.#warnings.push({ path, text });
  }

  /** In words, each with the place in the schema that it was met at first. */
  warnings(): Warning[] {
    const more = this.#told.size - this.#warnings.length;
    return more > 0 ? [...this.#warnings, { path: "", text: `and ${more} more` }] : this.#warnings;
  }
}

export interface Warning {
  /** JSON pointer into the schema. */
  readonly path: string;
  readonly text: string;
}
