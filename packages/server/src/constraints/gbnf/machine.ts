import type { CharSet } from "../automata/char-set.js";
import type { Expression, Rules } from "./expression.js";

/** What stands at a place of a rule: characters to read, or a rule to go through first. */
type Element = { set: CharSet } | { rule: number };

interface Place {
  readonly element: Element;
  /** What follows in the same alternative; 0 at its end. */
  readonly next: number;
}

/**
 * Rules as the engine reads them: alternatives of elements, repetitions written out as rules of their own.
 * Reading keeps a set of stacks, one for each way in which the text so far can be read.
 */
export class Machine {
  /** Place 0 is "nothing follows". */
  readonly #places: Place[] = [{ element: { set: [] }, next: 0 }];
  /** First places of each rule's alternatives; 0 for an empty one. */
  readonly #rules: number[][] = [];
  readonly #names = new Map<string, number>();
  readonly #maxPlaces: number;

  /** Throws {@link MachineTooLarge} when it would need more than `maxPlaces`. */
  constructor(rules: Rules, maxPlaces: number) {
    this.#maxPlaces = maxPlaces;
    for (const name of rules.keys()) this.#names.set(name, this.#rules.push([]) - 1);
    for (const [name, expression] of rules)
      this.#rules[this.#names.get(name)!] = this.#alternatives(expression);
  }

  rule(name: string): number {
    return this.#names.get(name)!;
  }

  /** First places of a rule's alternatives. */
  alternatives(rule: number): readonly number[] {
    return this.#rules[rule]!;
  }

  place(index: number): Place {
    return this.#places[index]!;
  }

  #alternatives(expression: Expression): number[] {
    if (expression.type === "choice")
      return expression.options.flatMap((option) => this.#alternatives(option));
    return [this.#sequence(expression, 0)];
  }

  /** Built from the right. */
  #sequence(expression: Expression, next: number): number {
    switch (expression.type) {
      case "literal":
        return [...expression.text].reduceRight((after, char) => {
          const code = char.codePointAt(0)!;
          return this.#add({ set: [[code, code]] }, after);
        }, next);
      case "chars":
        return this.#add({ set: expression.set }, next);
      case "token":
        return this.#add({ set: [] }, next);
      case "reference":
        return this.#add({ rule: this.#names.get(expression.name)! }, next);
      case "sequence":
        return expression.items.reduceRight((after, item) => this.#sequence(item, after), next);
      case "choice":
        return this.#add({ rule: this.#rules.push(this.#alternatives(expression)) - 1 }, next);
      case "repeat":
        return this.#repeat(expression, next);
    }
  }

  #repeat({ item, min, max }: Expression & { type: "repeat" }, next: number): number {
    const simple = item.type === "chars" || item.type === "reference";
    const body: Element = simple
      ? this.#places[this.#sequence(item, 0)]!.element
      : { rule: this.#rules.push(this.#alternatives(item)) - 1 };
    let after = next;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#rules.push([]) - 1;
      this.#rules[loop] = [this.#add(body, this.#add({ rule: loop }, 0)), 0];
      after = this.#add({ rule: loop }, next);
    } else if (max > min) {
      let inner = 0;
      for (let i = min; i < max; i++) {
        const optional = this.#rules.push([this.#add(body, inner), 0]) - 1;
        inner = this.#add({ rule: optional }, 0);
      }
      after = this.#add(this.#places[inner]!.element, next);
    }
    for (let i = 0; i < min; i++) after = this.#add(body, after);
    return after;
  }

  #add(element: Element, next: number): number {
    if (this.#places.length >= this.#maxPlaces) throw new MachineTooLarge();
    return this.#places.push({ element, next }) - 1;
  }
}

/** A grammar is longer than {@link Machine} may be. */
export class MachineTooLarge extends Error {
  override readonly name = "MachineTooLarge";
}
