import { end, type Program } from "./program.js";

/** What comes after the state that is on top. Equal stacks are the same object. */
export interface Stack {
  readonly id: number;
  readonly state: number;
  /** Of a repetition: times that its item was begun before. */
  readonly count: number;
  readonly below: Stack | undefined;
  readonly above: Map<number, Stack>;
}

/** All ways in which a text so far can be read. Equal ones are the same object. */
export interface Readings {
  readonly id: number;
  /** Each has a byte on top that may come next. */
  readonly stacks: readonly Stack[];
  /** Whether the text may end here. */
  readonly complete: boolean;
  /** Whether a reading has come to {@link ReadingStore.unknown}. */
  readonly leaves: boolean;
  readonly after: Map<number, Readings | undefined>;
}

/** More counts than a repetition has. */
const countLimit = 4096;

/** The readings of texts of one grammar, made when they are met. */
export class ReadingStore {
  readonly program: Program;
  /** A stack of which nothing is known. */
  readonly unknown: Stack = { id: 0, state: -1, count: 0, below: undefined, above: new Map() };
  readonly #root: Stack = { id: 1, state: -1, count: 0, below: undefined, above: new Map() };
  readonly #known = new Map<string, Readings>();
  #stacks = 2;

  constructor(program: Program) {
    this.program = program;
  }

  /** How many stacks and readings are kept. */
  get size(): number {
    return this.#stacks + this.#known.size;
  }

  start(): Readings {
    return this.#close([[this.program.start("root"), this.#root]])!;
  }

  /** After one more byte; undefined when nothing reads it. */
  after(readings: Readings, byte: number): Readings | undefined {
    const known = readings.after.get(byte);
    if (known !== undefined || readings.after.has(byte)) return known;
    const pending: [number, Stack][] = [];
    for (const { state, below } of readings.stacks) {
      const top = this.program.states[state]!;
      if (top.type !== "byte" || byte < top.range[0] || byte > top.range[1]) continue;
      pending.push([top.next, below!]);
    }
    const next = pending.length === 0 ? undefined : this.#close(pending);
    readings.after.set(byte, next);
    return next;
  }

  /** Those that go on where a rule has ended. */
  continued(stack: Stack): Readings {
    return this.#close([[end, stack]])!;
  }

  /** Those with the given stacks. */
  of(stacks: Stack[], complete = false, leaves = false): Readings {
    stacks.sort((a, b) => a.id - b.id);
    const key = `${complete ? "+" : ""}${leaves ? "<" : ""}${stacks.map(({ id }) => id).join()}`;
    let readings = this.#known.get(key);
    if (!readings) {
      readings = { id: this.#known.size, stacks, complete, leaves, after: new Map() };
      this.#known.set(key, readings);
    }
    return readings;
  }

  push(state: number, count: number, below: Stack): Stack {
    const key = state * countLimit + count;
    let stack = below.above.get(key);
    if (!stack) {
      stack = { id: this.#stacks++, state, count, below, above: new Map() };
      below.above.set(key, stack);
    }
    return stack;
  }

  /** The same readings of another store, as this one's own. */
  adopt({ stacks, complete, leaves }: Readings): Readings {
    return this.of(
      stacks.map((stack) => this.#copy(stack)),
      complete,
      leaves,
    );
  }

  #copy(stack: Stack): Stack {
    const chain: Stack[] = [];
    for (let part = stack; part.below; part = part.below) chain.push(part);
    return chain.reduceRight((below, { state, count }) => this.push(state, count, below), this.#root);
  }

  /** Follows what takes no byte. */
  #close(pending: [state: number, below: Stack][]): Readings {
    const { states } = this.program;
    const found = new Set<Stack>();
    const seen = new Set<Stack>();
    let complete = false;
    let leaves = false;
    const times = (repeat: number, count: number, below: Stack) => {
      const state = states[repeat]!;
      if (state.type !== "repeat") return;
      if (count >= state.min) pending.push([state.next, below]);
      if (count < state.max) pending.push([state.item, this.push(repeat, count, below)]);
    };
    for (let next = pending.pop(); next; next = pending.pop()) {
      const [index, below] = next;
      if (index === end) {
        if (below === this.#root) complete = true;
        else if (below === this.unknown) leaves = true;
        else if (states[below.state]!.type === "repeat") times(below.state, below.count + 1, below.below!);
        else pending.push([below.state, below.below!]);
        continue;
      }
      const state = states[index]!;
      const here = this.push(index, 0, below);
      if (state.type === "byte") {
        found.add(here);
        continue;
      }
      if (seen.has(here)) continue;
      seen.add(here);
      switch (state.type) {
        case "split":
          for (const other of state.states) pending.push([other, below]);
          break;
        case "call": {
          // What ends with a call leaves nothing to come back to.
          const back = state.next === end ? below : this.push(state.next, 0, below);
          pending.push([this.program.start(state.rule), back]);
          break;
        }
        case "repeat":
          times(index, 0, below);
      }
    }
    return this.of([...found], complete, leaves);
  }
}
