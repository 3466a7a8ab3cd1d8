import type { CharSet, Expression, Rules } from "../../constraints/index.js";
import { fewTimes, smallRules } from "./small-rules.js";
import { type ByteRange, byteSequences } from "./utf8.js";

/** A state of a grammar that is read byte by byte; states are known by their index. */
export type State =
  /** One byte of the range leads on. */
  | { type: "byte"; range: ByteRange; next: number }
  /** All of them at once. */
  | { type: "split"; states: number[] }
  /** First a rule, then on. */
  | { type: "call"; rule: string; next: number }
  /** `min` to `max` times what begins at `item` and ends like a rule, then on. */
  | { type: "repeat"; item: number; min: number; max: number; next: number }
  /** Of a rule or the item of a repetition. */
  | { type: "end" };

/** The index of the state that ends every rule. */
export const end = 0;

/** A grammar as states. What is small is put in place, so that a stack changes little from one byte to the next. */
export class Program {
  readonly states: State[] = [{ type: "end" }];
  readonly #rules: Rules;
  readonly #starts = new Map<string, number>();
  readonly #small: ReadonlySet<string>;
  readonly #sequences = new Map<CharSet, ByteRange[][]>();

  constructor(rules: Rules) {
    this.#rules = rules;
    this.#small = smallRules(rules);
  }

  /** Where a rule begins; its states are made when it is first asked for. */
  start(rule: string): number {
    let start = this.#starts.get(rule);
    if (start === undefined) {
      start = this.#compile(this.#rules.get(rule)!, end);
      this.#starts.set(rule, start);
    }
    return start;
  }

  /** Built from the right. */
  #compile(expression: Expression, next: number): number {
    switch (expression.type) {
      case "literal":
        return [...Buffer.from(expression.text)].reduceRight(
          (after, byte) => this.#add({ type: "byte", range: [byte, byte], next: after }),
          next,
        );
      case "chars":
        return this.#split(this.#bytesOf(expression.set).map((ranges) => this.#bytes(ranges, next)));
      case "token":
        throw new Error(`tokens are not supported: ${expression.source}`);
      case "reference":
        return this.#small.has(expression.name)
          ? this.#compile(this.#rules.get(expression.name)!, next)
          : this.#add({ type: "call", rule: expression.name, next });
      case "sequence":
        return expression.items.reduceRight((after, item) => this.#compile(item, after), next);
      case "choice":
        return this.#split(expression.options.map((option) => this.#compile(option, next)));
      case "repeat":
        return this.#repeat(expression, next);
    }
  }

  #repeat({ item, min, max }: Expression & { type: "repeat" }, next: number): number {
    if (max === Number.POSITIVE_INFINITY) {
      const loop = { type: "split" as const, states: [next] };
      const state = this.#add(loop);
      loop.states.push(this.#compile(item, state));
      return min === 0 ? state : this.#repeat({ type: "repeat", item, min, max: min }, state);
    }
    if (max > fewTimes) {
      return this.#add({ type: "repeat", item: this.#compile(item, end), min, max, next });
    }
    let after = next;
    for (let i = min; i < max; i++) after = this.#split([next, this.#compile(item, after)]);
    for (let i = 0; i < min; i++) after = this.#compile(item, after);
    return after;
  }

  #bytes(ranges: readonly ByteRange[], next: number): number {
    return ranges.reduceRight((after, range) => this.#add({ type: "byte", range, next: after }), next);
  }

  #bytesOf(set: CharSet): ByteRange[][] {
    const sequences = this.#sequences.get(set) ?? byteSequences(set);
    this.#sequences.set(set, sequences);
    return sequences;
  }

  #split(states: number[]): number {
    return states.length === 1 ? states[0]! : this.#add({ type: "split", states });
  }

  #add(state: State): number {
    return this.states.push(state) - 1;
  }
}
