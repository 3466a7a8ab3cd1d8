import { fail, type SchemaNode } from "./node.js";

/** Warnings that are told one by one. */
const mostWarnings = 20;

/**
 * What happens to that which a schema asks and the grammar can't give. Strict: it is refused. Lenient: it is let be
 * and told, once for each keyword and reason.
 */
export class Leniency {
  readonly strict: boolean;
  readonly #told = new Set<string>();
  readonly #warnings: { path: string; text: string }[] = [];

  constructor(strict: boolean) {
    this.strict = strict;
  }

  /** A keyword or a value of one that says nothing about values, as far as anybody knows. */
  ignore(node: SchemaNode, keyword: string, reason: string, advice: string): void {
    if (this.strict) fail(node, keyword, `${reason}; ${advice}`);
    const text = `${keyword}: ${reason}, ignored`;
    if (this.#told.has(text)) return;
    this.#told.add(text);
    if (this.#warnings.length < mostWarnings) this.#warnings.push({ path: node.path, text });
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
