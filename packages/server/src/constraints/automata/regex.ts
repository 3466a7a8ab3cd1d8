import { BoundedCache } from "../bounded-cache.js";
import type { Dfa } from "./automaton.js";
import { AutomatonTooLarge, maxStates } from "./automaton-too-large.js";
import { spend } from "./budget.js";
import { allChars, intersectChars } from "./char-set.js";
import { complement, intersect, union } from "./dfa.js";
import { charsOfSide, Nfa, sides } from "./nfa.js";
import { parseRegex, RegexError, type RegexNode } from "./regex-parser.js";

/** States of remembered automata, all together. */
const known = new BoundedCache<Dfa>(50_000);

/**
 * The texts in which an ECMAScript regular expression (flag `u`) finds a match. Remembered: schemas repeat their patterns.
 * Throws {@link RegexError} for what is not regular or not supported, {@link AutomatonTooLarge} for what is too big.
 */
export function regexToDfa(source: string): Dfa {
  let dfa = known.get(source);
  if (!dfa) {
    dfa = searching(source);
    known.set(source, dfa, dfa.states.length);
  }
  return dfa;
}

function searching(source: string): Dfa {
  const tree = parseRegex(source);
  const fromStart = new Nfa();
  const later = new Nfa();
  const start = compile(fromStart, tree, anything(fromStart), "yes");
  const laterStart = compile(later, tree, anything(later), "no");
  const nfa = new Nfa();
  const skip = nfa.add();
  nfa.edge(skip, allChars, skip);
  for (const before of later.conditional ? sides : sides.slice(0, 1)) {
    const chars = later.conditional ? charsOfSide[before] : allChars;
    nfa.edge(skip, chars, nfa.embed(later.determinise(laterStart, before)));
  }
  return union(fromStart.determinise(start), nfa.determinise(skip));
}

/** Whether the place before a node is the start of the text. */
type AtStart = "yes" | "no" | "unknown";

function anything(nfa: Nfa): number {
  const state = nfa.add(true);
  nfa.edge(state, allChars, state);
  return state;
}

/** Adds a node in front of what follows it (`rest`) and returns where it begins. Built from the right. */
function compile(nfa: Nfa, node: RegexNode, rest: number, atStart: AtStart): number {
  spend(1);
  if (nfa.size > maxStates * 2) throw new AutomatonTooLarge();
  switch (node.type) {
    case "chars": {
      const state = nfa.add();
      nfa.edge(state, intersectChars(node.set, allChars), rest);
      return state;
    }
    case "sequence": {
      const starts: AtStart[] = [];
      let here = atStart;
      for (const item of node.items) {
        starts.push(here);
        here = after(item, here);
      }
      return node.items.reduceRight((next, item, i) => compile(nfa, item, next, starts[i]!), rest);
    }
    case "choice": {
      const state = nfa.add();
      for (const option of node.options) nfa.empty(state, compile(nfa, option, rest, atStart));
      return state;
    }
    case "repeat":
      return compileRepeat(nfa, node, rest, atStart);
    case "start":
      if (atStart === "unknown") throw new RegexError("^ after something that may be empty is not supported");
      return atStart === "yes" ? rest : nfa.add();
    case "end":
      return nfa.bySide((before) => nfa.add(nfa.acceptsEmpty(rest, before)));
    case "boundary": {
      const state = nfa.add();
      for (const [before, after] of node.negative ? sameSides : differentSides) {
        nfa.empty(state, rest, { before, after });
      }
      return state;
    }
    case "lookahead": {
      const inner = compile(nfa, node.item, anything(nfa), atStart);
      return nfa.bySide((before) => {
        const found = nfa.determinise(inner, before);
        return nfa.embed(intersect(node.negative ? complement(found) : found, nfa.determinise(rest, before)));
      });
    }
  }
}

const differentSides = [
  ["word", "other"],
  ["other", "word"],
] as const;

const sameSides = [
  ["word", "word"],
  ["other", "other"],
] as const;

function compileRepeat(
  nfa: Nfa,
  { item, min, max }: RegexNode & { type: "repeat" },
  rest: number,
  atStart: AtStart,
): number {
  if (hasAssertion(item) && (max > 1 || min > 1)) {
    throw new RegexError("an assertion (^, $, lookahead) inside a repetition is not supported");
  }
  const inside = min + (Number.isFinite(max) ? max : 1) > 1 ? after(item, atStart, true) : atStart;
  let next = rest;
  if (max === Number.POSITIVE_INFINITY) {
    const loop = nfa.add();
    nfa.empty(loop, rest);
    nfa.empty(loop, compile(nfa, item, loop, inside));
    next = loop;
  } else {
    for (let i = min; i < max; i++) {
      const optional = nfa.add();
      nfa.empty(optional, rest);
      nfa.empty(optional, compile(nfa, item, next, inside));
      next = optional;
    }
  }
  for (let i = 0; i < min; i++) next = compile(nfa, item, next, inside);
  return next;
}

function after(node: RegexNode, before: AtStart, maybeMore = false): AtStart {
  if (before === "no") return "no";
  const empty = canBeEmpty(node);
  if (!empty) return maybeMore ? "unknown" : "no";
  return isAssertion(node) ? before : "unknown";
}

function isAssertion(node: RegexNode): boolean {
  switch (node.type) {
    case "start":
    case "end":
    case "boundary":
    case "lookahead":
      return true;
    case "sequence":
      return node.items.every(isAssertion);
    case "choice":
      return node.options.every(isAssertion);
    default:
      return false;
  }
}

function canBeEmpty(node: RegexNode): boolean {
  switch (node.type) {
    case "chars":
      return false;
    case "sequence":
      return node.items.every(canBeEmpty);
    case "choice":
      return node.options.some(canBeEmpty);
    case "repeat":
      return node.min === 0 || canBeEmpty(node.item);
    default:
      return true;
  }
}

/** Whether its meaning hangs on more than the two characters around a place. */
function hasAssertion(node: RegexNode): boolean {
  switch (node.type) {
    case "chars":
    case "boundary":
      return false;
    case "sequence":
      return node.items.some(hasAssertion);
    case "choice":
      return node.options.some(hasAssertion);
    case "repeat":
      return hasAssertion(node.item);
    default:
      return true;
  }
}
