import { isObject, type Values } from "../wire/object.js";
import { placeReasoningDetail } from "./reasoning-details.js";
import { placeToolCall } from "./tool-calls.js";

/** An object to fold into, in which no key has a meaning of its own. */
export const folded = (start?: Values): Values => ({ __proto__: null, ...start });

/** Adds an object to fold into to a list. */
export function add(items: Values[], start?: Values): Values {
  const item = folded(start);
  items.push(item);
  return item;
}

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

/** Lists of items that grow: each finds, or adds, the item that a delta goes on with. */
const PLACES: Record<string, (items: Values[], delta: Values) => Values> = {
  choices: (choices, { index = 0 }) =>
    choices.find((choice) => choice.index === index) ?? add(choices, { index, delta: folded() }),
  toolCalls: placeToolCall,
  reasoningDetails: placeReasoningDetail,
};

const says = (value: unknown): boolean => value != null && value !== "";

/**
 * Folds the fields of an object into what came before. Values that say nothing (null, "") replace nothing, and
 * what an object began with as its `id` and `index` it keeps: some providers make up others for each delta.
 */
export function fold(target: Values, source: Values): void {
  for (const key in source) {
    const value = source[key];
    const old = target[key];
    if (!says(value) || (says(old) && /^i(d|ndex)$/.test(key))) target[key] ??= value;
    else {
      const grown = GROWING.has(key) ? grow(old, value, PLACES[key]) : value;
      if (grown !== undefined) target[key] = grown;
    }
  }
}

/** What `old` becomes with `value`; it stays as it is when that is of another kind. */
function grow(old: unknown, value: unknown, place: (typeof PLACES)[string] | undefined): unknown {
  const list = Array.isArray(value);
  if (place ? !list : typeof value !== "string" && !isObject(value)) return old;
  const grown = old || (list ? [] : isObject(value) ? folded() : new Text());
  if (grown instanceof Text) {
    if (typeof value === "string") grown.add(value);
  } else if (Array.isArray(grown)) {
    for (const item of list ? value : []) {
      if (!place) grown.push(item);
      else if (isObject(item)) {
        fold(place(grown, item), item);
      }
    }
  } else if (isObject(value) && !list) fold(grown, value);
  return grown;
}

/** The plain value of what has been folded. It shares no list or object that later folding changes. */
export function plain(value: unknown): unknown {
  if (value instanceof Text) return `${value}`;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value) || Object.getPrototypeOf(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
