import { placeReasoningDetail } from "./reasoning-details.js";
import { placeToolCall } from "./tool-calls.js";

export type Values = Record<string, unknown>;
/** An object being folded. A map, so that no key has a meaning of its own. */
export type Folded = Map<string, unknown>;

export const isObject = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Strings, one after the other. Pieces are joined in blocks: small in memory, and linear in the whole length. */
export class Text {
  #blocks = "";
  #pieces: string[] = [];

  add(piece: string): void {
    if (this.#pieces.push(piece) > 999) {
      this.#blocks += this.#pieces.join("");
      this.#pieces = [];
    }
  }

  toString(): string {
    return this.#blocks + this.#pieces.join("");
  }
}

/** Keys whose strings and arrays are concatenated and whose objects are merged. Of all others the last value wins. */
const GROWING = new Set(
  "choices delta content reasoning refusal reasoningDetails text summary toolCalls function arguments audio data transcript images annotations logprobs".split(
    " ",
  ),
);

/** Lists of items that grow: each finds, or makes, the item that a delta goes on with. */
const PLACES: Partial<Record<string, (items: Folded[], delta: Values) => Folded>> = {
  choices: placeChoice,
  toolCalls: placeToolCall,
  reasoningDetails: placeReasoningDetail,
};

function placeChoice(choices: Folded[], { index = 0 }: Values): Folded {
  return choices.find((choice) => choice.get("index") === index) ?? add(choices, { index, delta: new Map() });
}

export function add(items: Folded[], start: Values = {}): Folded {
  const item = new Map(Object.entries(start));
  items.push(item);
  return item;
}

const says = (value: unknown): boolean => value != null && value !== "";

/**
 * Folds the fields of an object into what came before. Values that say nothing (null, "") replace nothing, and
 * what an object began with as its `id` and `index` it keeps: some providers make up others for each delta.
 */
export function fold(target: Folded, source: Values): void {
  for (const key in source) {
    const value = source[key];
    const old = target.get(key);
    if (value === old) continue;
    if (!says(value) || (says(old) && (key === "id" || key === "index"))) {
      if (old == null) target.set(key, value);
    } else if (GROWING.has(key)) grow(target, key, old, value);
    else target.set(key, value);
  }
}

function grow(target: Folded, key: string, old: unknown, value: unknown): void {
  const place = PLACES[key];
  if (place ? !Array.isArray(value) : typeof value !== "string" && !isObject(value)) return;
  const folded = old || (Array.isArray(value) ? [] : isObject(value) ? new Map() : new Text());
  target.set(key, folded);
  if (folded instanceof Text) {
    if (typeof value === "string") folded.add(value);
  } else if (folded instanceof Map) {
    if (isObject(value)) fold(folded, value);
  } else if (Array.isArray(folded) && Array.isArray(value)) {
    for (const item of value) {
      if (!place) folded.push(item);
      else if (isObject(item)) fold(place(folded, item), item);
    }
  }
}

/** The plain value of what has been folded. It shares no list or object that later folding changes. */
export function plain(value: unknown): unknown {
  if (value instanceof Text) return `${value}`;
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries(Array.from(value, ([key, inner]) => [key, plain(inner)]));
}
