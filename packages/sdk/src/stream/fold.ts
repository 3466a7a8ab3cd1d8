import { isObject, type Values } from "../wire/object.js";
import { placeReasoningDetail } from "./reasoning-details.js";
import { placeToolCall } from "./tool-calls.js";

/** An object to fold into, in which no key has a meaning of its own. */
export const folded = (start?: Values): Values => ({ __proto__: null, ...start });

/** Strings, one after the other. Pieces are joined in blocks: small in memory, and linear in the whole length. */
export class Text {
  #blocks = "";
  #pieces: string[] = [];

  add(piece: string): this {
    if (this.#pieces.push(piece) > 999) {
      this.#blocks += this.#pieces.join("");
      this.#pieces = [];
    }
    return this;
  }

  toJSON(): string {
    return this.#blocks + this.#pieces.join("");
  }
}

/** Keys whose strings and arrays are concatenated and whose objects are merged. Of all others the last value wins. */
const GROWING = new Set(
  "choices delta content reasoning refusal reasoningDetails text summary toolCalls function arguments audio data transcript images annotations logprobs".split(
    " ",
  ),
);

/** Lists of items that grow: each finds the item that a delta goes on with, or makes one to add. */
const PLACES: Record<string, (items: Values[], delta: Values) => Values> = {
  choices: (choices, { index = 0 }) => choices.find((choice) => choice.index === index) ?? folded({ index }),
  toolCalls: placeToolCall,
  reasoningDetails: placeReasoningDetail,
};

const says = (value: unknown): boolean => value != null && value !== "";

/**
 * Folds the fields of an object into what came before. Values that say nothing (null, "") replace nothing, and
 * what an object began with as its `id` and `index` it keeps: some providers make up others for each delta.
 */
export function fold(target: Values, source: Values): Values {
  for (const key in source) {
    const value = source[key];
    const old = target[key];
    if (!says(value) || (says(old) && /^i(d|ndex)$/.test(key))) target[key] ??= value;
    else target[key] = GROWING.has(key) ? grow(old, value, PLACES[key]) : value;
  }
  return target;
}

/** What `old` becomes with `value`; it stays as it is when that is of another kind. */
function grow(old: unknown, value: unknown, place: (typeof PLACES)[string] | undefined): unknown {
  if (Array.isArray(value)) {
    const items = (old || []) as Values[];
    if (!Array.isArray(items)) return old;
    for (const item of value) {
      if (!place) items.push(item);
      else if (isObject(item)) {
        const target = place(items, item);
        if (!items.includes(target)) items.push(target);
        fold(target, item);
      }
    }
    return items;
  }
  if (place) return old;
  const text = old instanceof Text;
  if (typeof value === "string") return text || !old ? ((old as Text) || new Text()).add(value) : old;
  return isObject(value) && !text ? fold((old as Values) || folded(), value) : old;
}
