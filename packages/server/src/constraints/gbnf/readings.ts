import { type CharSet, hasChar } from "../automata/char-set.js";
import type { Machine } from "./machine.js";

/** A place and what comes when its alternative has ended. Equal stacks are the same object. */
interface Stack {
  readonly place: number;
  readonly below: Stack | undefined;
  readonly above: Map<number, Stack>;
}

/** More ways to read a text at the same time than are accepted, or more work to find out. */
export class TooManyReadings extends Error {
  override readonly name = "TooManyReadings";
}

/** The ways in which the engine can read a text so far, each a stack whose top is a character. */
export class Readings {
  readonly #machine: Machine;
  readonly #limits: { readings: number; work: number };
  readonly #root: Stack = { place: 0, below: undefined, above: new Map() };

  constructor(machine: Machine, limits: { readings: number; work: number }) {
    this.#machine = machine;
    this.#limits = limits;
  }

  /** Before the first character of a rule's texts. Throws {@link TooManyReadings}. */
  start(rule: number): Set<Stack> {
    const found = new Set<Stack>();
    const seen = new Set<Stack>();
    for (const place of this.#machine.alternatives(rule))
      this.#close(this.#push(place, this.#root), found, seen);
    return found;
  }

  /** After a character. Throws {@link TooManyReadings}. */
  after(readings: ReadonlySet<Stack>, code: number): Set<Stack> {
    const found = new Set<Stack>();
    const seen = new Set<Stack>();
    for (const { place, below } of readings) {
      const { element, next } = this.#machine.place(place);
      if ("set" in element && hasChar(element.set, code)) this.#close(this.#push(next, below!), found, seen);
    }
    return found;
  }

  /** What each reading takes next; an ended one takes nothing. */
  next(readings: ReadonlySet<Stack>): CharSet[] {
    return [...readings].map(({ place }) => {
      const { element } = this.#machine.place(place);
      return "set" in element ? element.set : [];
    });
  }

  #push(place: number, below: Stack): Stack {
    // At the end of an alternative nothing is put on top: what is below comes next.
    if (place === 0) return below;
    let stack = below.above.get(place);
    if (!stack) {
      stack = { place, below, above: new Map() };
      below.above.set(place, stack);
    }
    return stack;
  }

  #close(from: Stack, found: Set<Stack>, seen: Set<Stack>): void {
    const pending = [from];
    for (let stack = pending.pop(); stack; stack = pending.pop()) {
      if (seen.has(stack)) continue;
      seen.add(stack);
      if (--this.#limits.work < 0) throw new TooManyReadings();
      const { element, next } = this.#machine.place(stack.place);
      if (stack.place === 0 || "set" in element) {
        found.add(stack);
        if (found.size > this.#limits.readings) throw new TooManyReadings();
        continue;
      }
      const rest = this.#push(next, stack.below!);
      for (const place of this.#machine.alternatives(element.rule)) pending.push(this.#push(place, rest));
    }
  }
}
