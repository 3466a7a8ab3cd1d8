import { allChars, type CharSet, charSet, complementChars, unionOf } from "./char-set.js";
import { bothCases } from "./letter-case.js";
import { notWordChars, wordChars } from "./word-chars.js";

export type RegexNode =
  | { type: "chars"; set: CharSet }
  | { type: "sequence"; items: RegexNode[] }
  | { type: "choice"; options: RegexNode[] }
  | { type: "repeat"; item: RegexNode; min: number; max: number }
  | { type: "start" }
  | { type: "end" }
  | { type: "boundary"; negative: boolean }
  | { type: "lookahead"; item: RegexNode; negative: boolean };

/** A regular expression is invalid, or uses something that is not regular or not supported. */
export class RegexError extends Error {
  override readonly name = "RegexError";
  /** Whether it is no regular expression at all. */
  readonly invalid: boolean;

  constructor(message: string, invalid = false) {
    super(message);
    this.invalid = invalid;
  }
}

const digitChars = charSet([[0x30, 0x39]]);
const lineEnds = charSet([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);
const spaceChars = charSet([
  [0x09, 0x0d],
  [0x20, 0x20],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
const classes: Record<string, CharSet> = {
  d: digitChars,
  D: complementChars(digitChars),
  w: wordChars,
  W: notWordChars,
  s: spaceChars,
  S: complementChars(spaceChars),
};
const controls: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13, 0: 0 };

/**
 * Parses an ECMAScript regular expression as its `u` flag reads it. Where that refuses it, harmless escapes and the
 * spellings of other languages (`(?P<x>…)`, `\\A…\\Z`, `(?i)` in front) are understood.
 */
export function parseRegex(source: string): RegexNode {
  if (isValid(source)) return new Parser([...source], false).parse();
  const translated = translate(source);
  const anyCase = translated.replace(/^(\^?)\(\?i\)/, "$1");
  if (isValid(anyCase)) return new Parser([...anyCase], anyCase !== translated).parse();
  try {
    new RegExp(source, "u");
  } catch (error) {
    throw new RegexError(`not a regular expression: ${(error as Error).message}`, true);
  }
  throw new RegexError("not a regular expression", true);
}

function isValid(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

/** Escapes that stand for the character itself become hexadecimal, everything else is left as it is. */
function translate(source: string): string {
  return source.replace(/\\(.)|\(\?P</gsu, (whole, escaped: string | undefined) => {
    if (escaped === undefined) return "(?<";
    if (escaped === "A") return "^";
    if (escaped === "Z" || escaped === "z") return "$";
    if (/[A-Za-z0-9]/.test(escaped) || /[\^$\\.*+?()[\]{}|/]/.test(escaped)) return whole;
    return `\\u{${escaped.codePointAt(0)!.toString(16)}}`;
  });
}

/** Relies on the source being valid: it only has to understand, not to check. */
class Parser {
  readonly #source: readonly string[];
  readonly #anyCase: boolean;
  #at = 0;

  constructor(source: readonly string[], anyCase: boolean) {
    this.#source = source;
    this.#anyCase = anyCase;
  }

  parse(): RegexNode {
    return this.#choice();
  }

  get #next(): string | undefined {
    return this.#source[this.#at];
  }

  #take(text: string): boolean {
    if (this.#source.slice(this.#at, this.#at + text.length).join("") !== text) return false;
    this.#at += text.length;
    return true;
  }

  #choice(): RegexNode {
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    return options.length === 1 ? options[0]! : { type: "choice", options };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (this.#next !== undefined && this.#next !== "|" && this.#next !== ")") {
      items.push(this.#quantified(this.#atom()));
    }
    return items.length === 1 ? items[0]! : { type: "sequence", items };
  }

  #quantified(item: RegexNode): RegexNode {
    let [min, max] = [1, 1];
    if (this.#take("*")) [min, max] = [0, Number.POSITIVE_INFINITY];
    else if (this.#take("+")) [min, max] = [1, Number.POSITIVE_INFINITY];
    else if (this.#take("?")) [min, max] = [0, 1];
    else if (this.#take("{")) {
      min = this.#integer();
      max = min;
      if (this.#take(",")) max = this.#next === "}" ? Number.POSITIVE_INFINITY : this.#integer();
      this.#take("}");
    } else return item;
    this.#take("?"); // a lazy quantifier matches the same texts
    return { type: "repeat", item, min, max };
  }

  #integer(): number {
    let digits = "";
    while (this.#next !== undefined && /\d/.test(this.#next)) digits += this.#source[this.#at++];
    return Number(digits);
  }

  #atom(): RegexNode {
    if (this.#take("^")) return { type: "start" };
    if (this.#take("$")) return { type: "end" };
    if (this.#take(".")) return { type: "chars", set: complementChars(lineEnds) };
    if (this.#take("(")) return this.#group();
    if (this.#take("[")) return { type: "chars", set: this.#bracket() };
    if (this.#next === "\\") return this.#escape();
    return { type: "chars", set: this.#cased(single(this.#source[this.#at++]!)) };
  }

  /** The set, with both cases where case doesn't matter. */
  #cased(set: CharSet): CharSet {
    return this.#anyCase ? bothCases(set) : set;
  }

  #group(): RegexNode {
    if (this.#take("?=")) return this.#lookahead(false);
    if (this.#take("?!")) return this.#lookahead(true);
    if (this.#take("?<=") || this.#take("?<!")) throw new RegexError("lookbehind is not supported");
    if (this.#take("?<")) while (this.#source[this.#at++] !== ">");
    else if (this.#take("?") && !this.#take(":"))
      throw new RegexError("modifiers such as (?i:…) are not supported");
    const inner = this.#choice();
    this.#take(")");
    return inner;
  }

  #lookahead(negative: boolean): RegexNode {
    const item = this.#choice();
    this.#take(")");
    return { type: "lookahead", item, negative };
  }

  #escape(): RegexNode {
    const char = this.#source[this.#at + 1]!;
    if (this.#take("\\b")) return { type: "boundary", negative: false };
    if (this.#take("\\B")) return { type: "boundary", negative: true };
    if (/[1-9k]/.test(char)) throw new RegexError("back-references are not regular and can't be enforced");
    return { type: "chars", set: this.#cased(this.#classEscape()) };
  }

  /** An escape that stands for a set, in or out of brackets. */
  #classEscape(): CharSet {
    this.#at++;
    const char = this.#source[this.#at++]!;
    if (classes[char]) return classes[char];
    if (char === "p" || char === "P") {
      const end = this.#source.indexOf("}", this.#at);
      const name = this.#source.slice(this.#at, end + 1).join("");
      this.#at = end + 1;
      return property(`\\${char}${name}`);
    }
    const code = this.#codePoint(char);
    return charSet([[code, code]]);
  }

  #codePoint(char: string): number {
    if (char in controls) return controls[char]!;
    if (char === "c") return this.#source[this.#at++]!.codePointAt(0)! % 32;
    if (char === "x") return this.#hex(2);
    if (char !== "u") return char.codePointAt(0)!;
    if (this.#take("{")) {
      const end = this.#source.indexOf("}", this.#at);
      const code = Number.parseInt(this.#source.slice(this.#at, end).join(""), 16);
      this.#at = end + 1;
      return code;
    }
    const high = this.#hex(4);
    if (high < 0xd800 || high > 0xdbff || !this.#take("\\u")) return high;
    const low = this.#hex(4);
    if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    this.#at -= 6;
    return high;
  }

  #hex(digits: number): number {
    const text = this.#source.slice(this.#at, this.#at + digits).join("");
    this.#at += digits;
    return Number.parseInt(text, 16);
  }

  #bracket(): CharSet {
    const negated = this.#take("^");
    const sets: CharSet[] = [];
    while (!this.#take("]")) {
      const from = this.#member();
      if (this.#next === "-" && this.#source[this.#at + 1] !== "]") {
        this.#at++;
        const to = this.#member();
        sets.push(charSet([[from[0]![0], to[0]![0]]]));
      } else sets.push(from);
    }
    const set = this.#cased(unionOf(...sets));
    return negated ? complementChars(set) : set;
  }

  #member(): CharSet {
    if (this.#next !== "\\") return single(this.#source[this.#at++]!);
    if (this.#source[this.#at + 1] === "b") {
      this.#at += 2;
      return charSet([[8, 8]]);
    }
    return this.#classEscape();
  }
}

function single(char: string): CharSet {
  const code = char.codePointAt(0)!;
  return charSet([[code, code]]);
}

const chunkSize = 4096;
const properties = new Map<string, CharSet>();

/** The characters of a `\p{…}` class, as this JavaScript engine knows them. */
function property(source: string): CharSet {
  let set = properties.get(source);
  if (!set) {
    const runs = new RegExp(`${source}+`, "gu");
    const ranges: [number, number][] = [];
    for (const [lo, hi] of allChars) {
      for (let from = lo; from <= hi; from += chunkSize) {
        const codes = Array.from({ length: Math.min(chunkSize, hi - from + 1) }, (_, i) => from + i);
        for (const [run] of String.fromCodePoint(...codes).matchAll(runs)) {
          const first = run.codePointAt(0)!;
          ranges.push([first, first + [...run].length - 1]);
        }
      }
    }
    set = charSet(ranges);
    properties.set(source, set);
  }
  return set;
}
