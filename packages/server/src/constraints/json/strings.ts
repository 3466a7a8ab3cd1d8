import type { Dfa } from "../automata/automaton.js";
import {
  allChars,
  type CharSet,
  charSet,
  charsOf,
  intersectChars,
  sizeOf,
  unionOf,
} from "../automata/char-set.js";
import { isEverything } from "../automata/dfa.js";
import { BoundedCache } from "../bounded-cache.js";
import type { GrammarBuilder } from "../gbnf/builder.js";
import { chars, choice, type Expression, literal, nothing, repeat, sequence } from "../gbnf/expression.js";

const controlChars = charSet([[0, 0x1f]]);
const mustEscape = unionOf(controlChars, charsOf('"\\'));
const plainChars: CharSet = intersectChars(
  allChars,
  charSet([
    [0x20, 0x21],
    [0x23, 0x5b],
    [0x5d, 0x10ffff],
  ]),
);
const controlsWithoutShort = charSet([
  [0, 7],
  [0x0b, 0x0b],
  [0x0e, 0x1f],
]);
const shortEscapes: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  "\b": "b",
  "\f": "f",
  "\n": "n",
  "\r": "r",
  "\t": "t",
};
const hexChars = charSet([
  [0x30, 0x39],
  [0x41, 0x46],
  [0x61, 0x66],
]);
const astralChars: CharSet = [[0x10000, 0x10ffff]];

/** Sets at least this large get every escape that JSON knows; smaller ones only those they need. */
const broadSize = 0x8000;

/** A JSON string literal, quotes included, whose value is in the set; escaped is only what has to be. */
export function keyLiteral(builder: GrammarBuilder, dfa: Dfa): Expression {
  const body = builder.automaton(dfa, "key", (set) => jsonChars(builder, set, false));
  return sequence(literal('"'), body, literal('"'));
}

/** A JSON string literal, quotes included, whose value is in the set and has `min` to `max` code points. */
export function stringLiteral(
  builder: GrammarBuilder,
  dfa: Dfa,
  min = 0,
  max = Number.POSITIVE_INFINITY,
): Expression {
  const body = isEverything(dfa)
    ? anyChars(builder, min, max)
    : builder.automaton(dfa, "text", (set) => jsonChars(builder, set));
  return sequence(literal('"'), body, literal('"'));
}

/** One character of a JSON string, in the ways it can be written. */
function jsonChars(builder: GrammarBuilder, set: CharSet, broad = sizeOf(set) >= broadSize): Expression {
  const plain = intersectChars(set, plainChars);
  if (sizeOf(set) === sizeOf(plain) && !broad) {
    return sizeOf(set) === 1 ? literal(String.fromCodePoint(set[0]![0])) : chars(set);
  }
  return builder.shared(`char:${broad}:${set.join(";")}`, "char", () => {
    const options = sizeOf(plain) > 0 ? [chars(plain)] : [];
    options.push(sequence(literal("\\"), choice(...escapes(builder, set, broad))));
    return choice(...options);
  });
}

function escapes(builder: GrammarBuilder, set: CharSet, broad: boolean): Expression[] {
  const relevant = broad ? set : intersectChars(set, mustEscape);
  const short = Object.keys(shortEscapes).filter(
    (char) => sizeOf(intersectChars(relevant, charsOf(char))) > 0,
  );
  const options: Expression[] = [];
  if (short.length > 0) options.push(chars(charsOf(short.map((char) => shortEscapes[char]).join(""))));
  const numbered = broad ? set : intersectChars(relevant, controlsWithoutShort);
  const forms = [...fourHexDigits(intersectChars(numbered, charSet([[0, 0xffff]])))];
  if (broad && sizeOf(intersectChars(set, astralChars)) === sizeOf(astralChars))
    forms.push(surrogatePair(builder));
  if (forms.length > 0) options.push(sequence(literal("u"), choice(...forms)));
  return options;
}

function surrogatePair(builder: GrammarBuilder): Expression {
  return builder.shared("surrogates", "surrogates", () =>
    sequence(
      chars(charsOf("dD")),
      chars(charsOf("89abAB")),
      repeat(chars(hexChars), 2, 2),
      literal("\\u"),
      chars(charsOf("dD")),
      chars(charsOf("cdefCDEF")),
      repeat(chars(hexChars), 2, 2),
    ),
  );
}

const hexFormsKnown = new BoundedCache<Expression[]>(500);

/** The numbers of the set as four hexadecimal digits. */
function fourHexDigits(set: CharSet): Expression[] {
  const key = set.join(";");
  const forms = hexFormsKnown.get(key) ?? hexForms(set, 4);
  hexFormsKnown.set(key, forms, 1);
  return forms;
}

/** The numbers of the set as exactly `digits` hexadecimal digits. */
function hexForms(set: CharSet, digits: number): Expression[] {
  if (digits === 0) return [nothing];
  const unit = 16 ** (digits - 1);
  const byRest = new Map<string, { rest: CharSet; firsts: number[] }>();
  for (let first = 0; first < 16; first++) {
    const rest = intersectChars(set, [[first * unit, (first + 1) * unit - 1]]).map(
      ([lo, hi]) => [lo - first * unit, hi - first * unit] as const,
    );
    if (rest.length === 0) continue;
    const key = rest.join(";");
    const same = byRest.get(key);
    if (same) same.firsts.push(first);
    else byRest.set(key, { rest, firsts: [first] });
  }
  return [...byRest.values()].map(({ rest, firsts }) => {
    const digit = firsts.map((n) => n.toString(16)).join("");
    const following = hexForms(rest, digits - 1);
    return sequence(chars(charsOf(digit + digit.toUpperCase())), choice(...following));
  });
}

/** Repetitions are cut into blocks of this size: the engine refuses long ones and copies the rest out. */
const blockSize = 64;

function anyChars(builder: GrammarBuilder, min: number, max: number): Expression {
  const char = jsonChars(builder, allChars);
  const tail = max === Number.POSITIVE_INFINITY ? repeat(char, 0) : upTo(builder, char, max - min);
  return sequence(exactly(builder, char, min), tail);
}

function exactly(builder: GrammarBuilder, char: Expression, count: number): Expression {
  if (count === 0) return nothing;
  if (count <= blockSize) return repeat(char, count, count);
  const block = builder.shared("block", "block", () => repeat(char, blockSize, blockSize));
  const blocks = Math.floor(count / blockSize);
  return sequence(powers(builder, block, blocks), exactly(builder, char, count % blockSize));
}

/** `count` copies of a thing as few rules: each rule is the one before it twice. */
function powers(builder: GrammarBuilder, item: Expression, count: number): Expression {
  if (count === 0) return nothing;
  const half = Math.floor(count / 2);
  const odd = count % 2 === 1 ? item : nothing;
  if (half === 0) return odd;
  const twice = builder.shared(`twice:${half}`, "block", () => powers(builder, item, half));
  return sequence(twice, twice, odd);
}

function upTo(builder: GrammarBuilder, char: Expression, count: number): Expression {
  if (count === 0) return nothing;
  if (count < blockSize) return repeat(char, 0, count);
  return builder.shared(`upto:${count}`, "chars", () =>
    choice(
      repeat(char, 0, blockSize - 1),
      sequence(exactly(builder, char, blockSize), upTo(builder, char, count - blockSize)),
    ),
  );
}
