/** A value that grows by what it is given. */
export abstract class Fold {
  /** Takes one more piece; a piece of another kind is ignored. */
  abstract add(piece: unknown): void;
  /** What has been given up to now; not changed by what is added later. */
  abstract get(): unknown;
}

/** Makes the fold for a first value, or nothing when a value of this kind is not folded. */
export type FoldOf = (first: unknown) => Fold | undefined;
export type Rules = ReadonlyMap<string, FoldOf> | undefined;
export type Values = Record<string, unknown>;

export const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Strings, one after the other. Pieces are joined in blocks: small in memory, and linear in the whole length. */
export class Text extends Fold {
  #blocks = "";
  #pieces: string[] = [];

  add(piece: unknown): void {
    if (typeof piece === "string" && this.#pieces.push(piece) > 999) {
      this.#blocks += this.#pieces.join("");
      this.#pieces = [];
    }
  }

  get(): string {
    return this.#blocks + this.#pieces.join("");
  }
}

/** Arrays, one after the other. */
export class List extends Fold {
  readonly #items: unknown[] = [];

  add(piece: unknown): void {
    if (Array.isArray(piece)) for (const item of piece) this.#items.push(item);
  }

  get(): unknown[] {
    return this.#items.slice();
  }
}

/** Objects merged by key: folded where there is a rule, else the last value that says something wins. */
export class Fields extends Fold {
  readonly #rules: Rules;
  readonly values: Map<string, unknown>;

  constructor(rules?: Rules, start: Values = {}) {
    super();
    this.#rules = rules;
    this.values = new Map(Object.entries(start));
  }

  add(piece: unknown): void {
    if (!isObject(piece)) return;
    const { values } = this;
    for (const key in piece) {
      const value = piece[key];
      const old = values.get(key);
      if (old === value) continue;
      if (old instanceof Fold) old.add(value);
      else if (value != null && value !== "") {
        const fold = this.#rules?.get(key)?.(value);
        fold?.add(value);
        values.set(key, fold ?? value);
      } else if (old == null) values.set(key, value);
    }
  }

  get(): Values {
    return Object.fromEntries(
      Array.from(this.values, ([key, value]) => [key, value instanceof Fold ? value.get() : value]),
    );
  }
}

const text: FoldOf = (first) => (typeof first === "string" ? new Text() : undefined);
const list: FoldOf = (first) => (Array.isArray(first) ? new List() : undefined);

/** Rules from the keys whose strings are joined, those whose arrays are, and others. */
export const rules = (texts: string, lists = "", others: Record<string, FoldOf> = {}): Rules =>
  new Map([
    ...texts.split(" ").map((key) => [key, text] as const),
    ...lists.split(" ").map((key) => [key, list] as const),
    ...Object.entries(others),
  ]);

export const fields =
  (inner: Rules): FoldOf =>
  (first) =>
    isObject(first) ? new Fields(inner) : undefined;
