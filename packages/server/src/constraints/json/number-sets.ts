import type { Dfa } from "../automata/automaton.js";
import { buildDfa, fromTexts, intersect, subtract, union } from "../automata/dfa.js";
import { decimalOf, significantDigits, textOf } from "./decimal.js";

/**
 * Sets of numbers are sets of their texts: plain decimals, no exponent, no negative zero, and so few digits
 * (15) that different texts of the same length never round to the same double. A set that holds one text of
 * a value holds them all (`1.5`, `1.50`, …), so the operations on texts are operations on values.
 */
export const exactDigits = 15;

/**
 * Digits of a whole number: those of 64 bits. Longer ones than {@link exactDigits} may round, but never past a bound
 * that is a shorter one.
 */
export const wholeDigitsAtMost = 20;

const maxModulus = 10_000;

type Edges<S> = { lo: number; hi: number; to: S }[];

const zeroCode = 0x30;
const minusCode = 0x2d;
const pointCode = 0x2e;

function digit<S>(from: number, to: number, target: S): Edges<S> {
  return from > to ? [] : [{ lo: zeroCode + from, hi: zeroCode + to, to: target }];
}

interface Shape {
  phase: "start" | "minus" | "whole" | "point" | "fraction";
  digits: number;
  zero: boolean;
  negative: boolean;
}

/** The numbers of which no two that differ are the same double. */
export const exactNumbers = limitedTexts(exactDigits, exactDigits);

const ordinaryTexts = limitedTexts(wholeDigitsAtMost, exactDigits);

/** Every number text within the digit limits. */
function limitedTexts(wholeDigits: number, allDigits: number): Dfa {
  return buildDfa<Shape>({ phase: "start", digits: 0, zero: true, negative: false }, JSON.stringify, (s) => {
    const edges: Edges<Shape> = [];
    const whole = (zero: boolean): Shape => ({ ...s, phase: "whole", digits: s.digits + 1, zero });
    if (s.phase === "start")
      edges.push({ lo: minusCode, hi: minusCode, to: { ...s, phase: "minus", negative: true } });
    if (s.phase === "start" || s.phase === "minus")
      edges.push(...digit(0, 0, whole(true)), ...digit(1, 9, whole(false)));
    if (s.phase === "whole") {
      if (!s.zero && s.digits < wholeDigits) edges.push(...digit(0, 9, whole(false)));
      if (s.digits < allDigits) edges.push({ lo: pointCode, hi: pointCode, to: { ...s, phase: "point" } });
    }
    if (s.phase === "point" || s.phase === "fraction") {
      const fraction = (zero: boolean): Shape => ({ ...s, phase: "fraction", digits: s.digits + 1, zero });
      if (s.digits < allDigits) edges.push(...digit(0, 0, fraction(s.zero)), ...digit(1, 9, fraction(false)));
    }
    const complete = s.phase === "whole" || s.phase === "fraction";
    return { accept: complete && !(s.negative && s.zero), edges };
  });
}

/** The numbers that can be written at all, given the constants and bounds that a schema mentions. */
export function numberUniverse(mentioned: Iterable<number>): Dfa {
  const values = [...mentioned].map((value) => ({
    decimal: decimalOf(value),
    text: textOf(decimalOf(value)),
  }));
  const wholeDigits = Math.max(wholeDigitsAtMost, ...values.map(({ decimal }) => decimal.whole.length));
  const long = values.filter(({ decimal }) => decimal.whole.length + decimal.fraction.length > exactDigits);
  const texts = wholeDigits === wholeDigitsAtMost ? ordinaryTexts : limitedTexts(wholeDigits, exactDigits);
  return union(texts, fromTexts(long.map(({ text }) => text)));
}

/** Texts without a fraction other than zeros. */
export const integerTexts: Dfa = multiplesOf(1)!;

/** Texts without a point. */
export const pointlessTexts: Dfa = buildDfa<number>(0, Number, (s) => ({
  accept: s === 1,
  edges: [{ lo: minusCode, hi: minusCode, to: 0 }, ...digit(0, 9, 1)],
}));

interface Compared {
  phase: "start" | "whole" | "point" | "fraction";
  negative: boolean;
  digits: number;
  /** Magnitude so far against the bound's: −1 smaller, 0 equal, 1 greater. */
  order: number;
}

/** Number texts whose comparison with `bound` (−1, 0, 1) is accepted. */
export function compared(bound: number, accept: (order: number) => boolean): Dfa {
  const { negative, whole, fraction } = decimalOf(bound);
  const outcome = (s: Compared): number => {
    if (s.negative !== negative) return s.negative ? -1 : 1;
    let order = s.order;
    if (s.digits <= whole.length && s.phase === "whole") {
      if (s.digits < whole.length) order = -1;
      else if (order === 0 && fraction !== "") order = -1;
    } else if (s.phase === "fraction" && order === 0 && s.digits < fraction.length) order = -1;
    return s.negative ? -order : order;
  };
  const step = (s: Compared, reference: string, base: Partial<Compared>): Edges<Compared> => {
    const make = (order: number): Compared => ({ ...s, ...base, order });
    if (s.order !== 0) return digit(0, 9, make(s.order));
    const expected = Number(reference[(base.digits ?? 1) - 1] ?? 0);
    return [
      ...digit(0, expected - 1, make(-1)),
      ...digit(expected, expected, make(0)),
      ...digit(expected + 1, 9, make(1)),
    ];
  };
  return buildDfa<Compared>({ phase: "start", negative: false, digits: 0, order: 0 }, JSON.stringify, (s) => {
    const edges: Edges<Compared> = [];
    if (s.phase === "start" && !s.negative)
      edges.push({ lo: minusCode, hi: minusCode, to: { ...s, negative: true } });
    if (s.phase === "start" || s.phase === "whole") {
      const digits = Math.min(s.digits + 1, whole.length + 1);
      // A number with more digits is greater; leading zeros don't occur.
      if (digits > whole.length)
        edges.push(...digit(0, 9, { ...s, phase: "whole" as const, digits, order: 1 }));
      else edges.push(...step(s, whole, { phase: "whole", digits }));
    }
    if (s.phase === "whole") {
      const order = s.digits < whole.length ? -1 : s.order;
      edges.push({ lo: pointCode, hi: pointCode, to: { ...s, phase: "point", digits: 0, order } });
    }
    if (s.phase === "point" || s.phase === "fraction") {
      const digits = Math.min(s.digits + 1, fraction.length + 1);
      edges.push(...step(s, fraction, { phase: "fraction", digits }));
    }
    const complete = s.phase === "whole" || s.phase === "fraction";
    return { accept: complete && accept(outcome(s)), edges };
  });
}

/** Number texts that are a whole multiple of `factor`; undefined when the automaton would be too large. */
export function multiplesOf(factor: number): Dfa | undefined {
  const { whole, fraction } = decimalOf(factor);
  const places = fraction.length;
  const modulus = Number(whole + fraction);
  if (!(modulus <= maxModulus) || modulus * (places + 1) > maxModulus) return undefined;
  interface Remainder {
    rest: number;
    /** Digits after the point; −1 before it. */
    places: number;
    empty: boolean;
  }
  return buildDfa<Remainder>({ rest: 0, places: -1, empty: true }, JSON.stringify, (s) => {
    const edges: Edges<Remainder> = [];
    const next = s.places === -1 ? -1 : s.places + 1;
    if (s.places === places) edges.push(...digit(0, 0, { ...s, empty: false }));
    else {
      for (let d = 0; d <= 9; d++) {
        edges.push(...digit(d, d, { rest: (s.rest * 10 + d) % modulus, places: next, empty: false }));
      }
    }
    if (s.places === -1) {
      if (s.empty) edges.push({ lo: minusCode, hi: minusCode, to: s });
      else edges.push({ lo: pointCode, hi: pointCode, to: { ...s, places: 0, empty: true } });
    }
    const scaled = (s.rest * 10 ** (places - Math.max(s.places, 0))) % modulus;
    return { accept: !s.empty && scaled === 0, edges };
  });
}

/** Whether comparing with this bound by "less" is exact for every text of the universe. */
export function isExactBound(bound: number): boolean {
  return significantDigits(decimalOf(bound)) <= exactDigits && Math.abs(bound) < 10 ** exactDigits;
}

/** The texts of a set that are best written: integers without a point where all are integers. */
export function preferredTexts(numbers: Dfa): Dfa {
  const fractions = subtract(numbers, integerTexts);
  return fractions.states[0]!.edges.length === 0 ? intersect(numbers, pointlessTexts) : numbers;
}
