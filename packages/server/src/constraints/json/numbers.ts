import type { Dfa } from "../automata/automaton.js";
import { charSet } from "../automata/char-set.js";
import { buildDfa, enumerate, fromTexts, intersect } from "../automata/dfa.js";
import type { GrammarBuilder } from "../gbnf/builder.js";
import { chars, choice, type Expression, literal, optional, repeat, sequence } from "../gbnf/expression.js";
import { exactDigits, preferredTexts, wholeDigitsAtMost } from "./number-sets.js";

const digitChars = charSet([[0x30, 0x39]]);

/** Texts without zeros at the end of a fraction. */
const canonicalTexts: Dfa = buildDfa<"whole" | "zero" | "fraction">("whole", String, (state) => ({
  accept: state !== "zero",
  edges: [
    { lo: 0x30, hi: 0x30, to: state === "whole" ? "whole" : "zero" },
    { lo: 0x31, hi: 0x39, to: state === "whole" ? "whole" : "fraction" },
    ...(state === "whole"
      ? [
          { lo: 0x2d, hi: 0x2d, to: "whole" as const },
          { lo: 0x2e, hi: 0x2e, to: "zero" as const },
        ]
      : []),
  ],
}));

/** One text for each number of the set when there are at most `limit`, else undefined. */
export function listNumbers(numbers: Dfa, limit: number): string[] | undefined {
  return enumerate(intersect(numbers, canonicalTexts), limit);
}

/** A number of the set. */
export function numberLiteral(builder: GrammarBuilder, numbers: Dfa, universe: Dfa): Expression {
  if (numbers.key === universe.key) return anyNumber(builder);
  const few = listNumbers(numbers, 100);
  return builder.automaton(few ? fromTexts(few) : preferredTexts(numbers), "number", (set) =>
    set.length === 1 && set[0]![0] === set[0]![1] ? literal(String.fromCodePoint(set[0]![0])) : chars(set),
  );
}

/** Without constraints exponents are welcome: their exact value matters to nobody. */
function anyNumber(builder: GrammarBuilder): Expression {
  return builder.shared("number", "number", () =>
    sequence(
      optional(literal("-")),
      choice(
        literal("0"),
        sequence(chars(charSet([[0x31, 0x39]])), repeat(chars(digitChars), 0, wholeDigitsAtMost - 1)),
      ),
      optional(sequence(literal("."), repeat(chars(digitChars), 1, exactDigits))),
      optional(
        sequence(
          chars(
            charSet([
              [0x45, 0x45],
              [0x65, 0x65],
            ]),
          ),
          optional(
            chars(
              charSet([
                [0x2b, 0x2b],
                [0x2d, 0x2d],
              ]),
            ),
          ),
          repeat(chars(digitChars), 1, 2),
        ),
      ),
    ),
  );
}
