import { type CharSet, charSet, complementChars } from "../automata/char-set.js";
import { GrammarError } from "../errors.js";
import { checkRules, type Positions } from "./check.js";
import type { Expression, Rules } from "./expression.js";
import { maxRepetition, maxSourceLength } from "./limits.js";

const maxDepth = 200;
/** Repetitions of a repetition, as in `"a"?*`. */
const maxStacked = 10;

const escapes: Record<string, string> = {
  t: "\t",
  r: "\r",
  n: "\n",
  "\\": "\\",
  '"': '"',
  "[": "[",
  "]": "]",
  "-": "-",
};
const hexLengths: Record<string, number> = { x: 2, u: 4, U: 8 };

/**
 * Reads a GBNF grammar and checks that it makes sense: syntax, undefined rules, recursion.
 * Throws {@link GrammarError} with the place of the first fault.
 */
export function parseGrammar(source: string): Rules {
  return readGrammar(source).rules;
}

/** {@link parseGrammar}, with a way to refuse a rule by its name. */
export function readGrammar(source: string): {
  rules: Rules;
  refuse: (rule: string, reason: string) => never;
} {
  if (source.length > maxSourceLength) {
    const reason = `the grammar has ${source.length} characters; at most ${maxSourceLength} are accepted`;
    throw new GrammarError(reason, 1, 1);
  }
  const characters = [...source];
  const failAt = (at: number, reason: string): never => {
    const before = characters.slice(0, at).join("").split("\n");
    throw new GrammarError(reason, before.length, [...before.at(-1)!].length + 1);
  };
  const { rules, positions } = new GrammarParser(characters, failAt).parse();
  checkRules(rules, positions, failAt);
  return { rules, refuse: (rule, reason) => failAt(positions.rules.get(rule) ?? 0, reason) };
}

/** Reads rules that are part of a larger grammar: what they refer to may be elsewhere. */
export function parseGrammarRules(source: string): Rules {
  const failAt = (at: number, reason: string): never => {
    throw new GrammarError(reason, 1, at + 1);
  };
  return new GrammarParser([...source], failAt).parse().rules;
}

class GrammarParser {
  readonly #source: readonly string[];
  readonly #failAt: (at: number, reason: string) => never;
  #at = 0;
  #depth = 0;
  readonly #rules: Rules = new Map();
  readonly #positions: Positions = { rules: new Map(), references: [] };

  constructor(source: readonly string[], failAt: (at: number, reason: string) => never) {
    this.#source = source;
    this.#failAt = failAt;
  }

  parse(): { rules: Rules; positions: Positions } {
    const nul = this.#source.indexOf("\0");
    if (nul !== -1) this.#failAt(nul, "the grammar holds a NUL character");
    this.#space(true);
    while (this.#next !== undefined) this.#rule();
    return { rules: this.#rules, positions: this.#positions };
  }

  get #next(): string | undefined {
    return this.#source[this.#at];
  }

  #fail(reason: string, at = this.#at): never {
    return this.#failAt(at, reason);
  }

  #expected(what: string): never {
    const found = this.#next === undefined ? "the end of the grammar" : JSON.stringify(this.#next);
    return this.#fail(`expected ${what}, found ${found}`);
  }

  #take(char: string): boolean {
    if (this.#next !== char) return false;
    this.#at++;
    return true;
  }

  #space(newlines: boolean): void {
    for (;;) {
      const char = this.#next;
      if (char === " " || char === "\t" || (newlines && (char === "\n" || char === "\r"))) this.#at++;
      else if (char === "#")
        while (this.#next !== undefined && this.#next !== "\n" && this.#next !== "\r") this.#at++;
      else return;
    }
  }

  #name(): string {
    let name = "";
    while (this.#next !== undefined && /[a-zA-Z0-9-]/.test(this.#next)) name += this.#source[this.#at++];
    return name === "" ? this.#expected("the name of a rule (letters, digits and hyphens)") : name;
  }

  #rule(): void {
    const start = this.#at;
    const name = this.#name();
    this.#space(false);
    if (!(this.#take(":") && this.#take(":") && this.#take("=")))
      this.#expected('"::=" after the name of the rule');
    this.#space(true);
    if (this.#rules.has(name)) this.#fail(`the rule "${name}" is defined twice`, start);
    this.#positions.rules.set(name, start);
    this.#rules.set(name, this.#alternatives(false));
    if (this.#next !== undefined && this.#next !== "\n" && this.#next !== "\r")
      this.#expected("the end of the rule");
    this.#space(true);
  }

  #alternatives(nested: boolean): Expression {
    const options = [this.#sequence(nested)];
    while (this.#take("|")) {
      this.#space(true);
      options.push(this.#sequence(nested));
    }
    return options.length === 1 ? options[0]! : { type: "choice", options };
  }

  #sequence(nested: boolean): Expression {
    const items: Expression[] = [];
    for (;;) {
      const start = this.#at;
      const item = this.#item();
      if (item) {
        this.#space(nested);
        items.push(this.#repeated(item, nested));
        continue;
      }
      if (this.#next !== undefined && "*+?{".includes(this.#next))
        this.#fail("there is nothing to repeat", start);
      return items.length === 1 ? items[0]! : { type: "sequence", items };
    }
  }

  #item(): Expression | undefined {
    const char = this.#next;
    if (char === '"') return this.#literal();
    if (char === "[") return this.#characterClass();
    if (char === "(") return this.#group();
    if (char === "<" || char === "!") return this.#token();
    if (char === ".") {
      this.#at++;
      return { type: "chars", set: [[0, 0x10ffff]] };
    }
    if (char === undefined || !/[a-zA-Z0-9-]/.test(char)) return undefined;
    const at = this.#at;
    const name = this.#name();
    this.#positions.references.push({ name, at });
    return { type: "reference", name };
  }

  #repeated(item: Expression, nested: boolean): Expression {
    let result = item;
    for (let stacked = 0; ; stacked++) {
      const start = this.#at;
      let [min, max] = [0, Number.POSITIVE_INFINITY];
      if (this.#take("+")) min = 1;
      else if (this.#take("?")) max = 1;
      else if (this.#take("{")) [min, max] = this.#counts(start);
      else if (!this.#take("*")) return result;
      this.#space(nested);
      if (item.type === "literal" && item.text === "") this.#fail("there is nothing to repeat", start);
      if (stacked === maxStacked) this.#fail(`more than ${maxStacked} repetitions follow each other`, start);
      if (min > max) this.#fail(`the repetition {${min},${max}} has its bounds in the wrong order`, start);
      if (min >= maxRepetition || (Number.isFinite(max) && max >= maxRepetition)) {
        this.#fail(`the engine accepts fewer than ${maxRepetition} repetitions`, start);
      }
      result = { type: "repeat", item: result, min, max };
    }
  }

  #counts(start: number): [number, number] {
    this.#space(false);
    const min = this.#integer();
    this.#space(false);
    let max = min;
    if (this.#take(",")) {
      this.#space(false);
      max = this.#next === "}" ? Number.POSITIVE_INFINITY : this.#integer();
      this.#space(false);
    }
    if (!this.#take("}"))
      this.#fail('the repetition lacks its "}"', this.#next === undefined ? start : this.#at);
    return [min, max];
  }

  #integer(): number {
    let digits = "";
    while (this.#next !== undefined && /[0-9]/.test(this.#next)) digits += this.#source[this.#at++];
    return digits === "" ? this.#expected("a number") : Number(digits);
  }

  #literal(): Expression {
    const start = this.#at++;
    let text = "";
    while (!this.#take('"')) {
      if (this.#next === undefined) this.#fail('the string lacks its closing "', start);
      text += String.fromCodePoint(this.#character());
    }
    return { type: "literal", text };
  }

  #characterClass(): Expression {
    const start = this.#at++;
    const negated = this.#take("^");
    const ranges: [number, number][] = [];
    while (!this.#take("]")) {
      if (this.#next === undefined) this.#fail('the character class lacks its closing "]"', start);
      const at = this.#at;
      const lo = this.#character();
      let hi = lo;
      if (this.#next === "-" && this.#source[this.#at + 1] !== "]") {
        this.#at++;
        if (this.#next === undefined) this.#fail('the character class lacks its closing "]"', start);
        hi = this.#character();
        if (hi < lo) this.#fail("the range of characters is in the wrong order", at);
      }
      ranges.push([lo, hi]);
    }
    if (ranges.length === 0) this.#fail("the character class is empty", start);
    const set: CharSet = charSet(ranges);
    return { type: "chars", set: negated ? complementChars(set) : set };
  }

  #character(): number {
    const start = this.#at;
    const char = this.#source[this.#at++]!;
    if (char !== "\\") return char.codePointAt(0)!;
    const kind = this.#source[this.#at++];
    if (kind === undefined) this.#fail("the escape is cut off", start);
    if (Object.hasOwn(escapes, kind)) return escapes[kind]!.codePointAt(0)!;
    const length = hexLengths[kind];
    if (length === undefined)
      this.#fail(
        `unknown escape \\${kind}; use \\n \\r \\t \\\\ \\" \\[ \\] \\- \\xHH \\uHHHH \\UHHHHHHHH`,
        start,
      );
    const digits = this.#source.slice(this.#at, this.#at + length!).join("");
    if (digits.length !== length || !/^[0-9a-fA-F]+$/.test(digits)) {
      this.#fail(`\\${kind} needs ${length} hexadecimal digits`, start);
    }
    this.#at += length!;
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? code : this.#fail(`\\${kind}${digits} is beyond U+10FFFF`, start);
  }

  #group(): Expression {
    const start = this.#at++;
    if (++this.#depth > maxDepth) this.#fail(`groups are nested more than ${maxDepth} deep`, start);
    this.#space(true);
    const inner = this.#alternatives(true);
    if (!this.#take(")"))
      this.#next === undefined ? this.#fail('the group lacks its closing ")"', start) : this.#expected('")"');
    this.#depth--;
    return inner;
  }

  #token(): Expression {
    return this.#fail("tokens (<…>) are not supported: a grammar speaks of characters");
  }
}
