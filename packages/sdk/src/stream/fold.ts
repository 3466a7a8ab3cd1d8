import { isObject, type Values } from "../wire/object.js";
import { TextBuffer } from "./text-buffer.js";

/**
 * How the value of a field grows from delta to delta: as text, as a list whose items are added, as an object whose fields
 * grow, or as a list of such objects. The last value of any other field wins.
 */
export type Growth =
  | "text"
  | "list"
  | { fields: Fields }
  | {
      fields: Fields;
      /** Finds in the list, or adds to it, the object that a delta goes on with. */
      place(items: Values[], delta: Values): Values;
    };

/** The fields of an object that grow. */
export type Fields = ReadonlyMap<string, Growth>;

export const fields = (growths: Record<string, Growth>): Fields => new Map(Object.entries(growths));

/** An object to fold into, in which no key has a meaning of its own. */
export const folded = (start?: Values): Values => ({ __proto__: null, ...start });

/** Adds an object to fold into to a list. */
export function add(items: Values[], start?: Values): Values {
  const item = folded(start);
  items.push(item);
  return item;
}

/**
 * Folds the fields of an object into what came before. Values that say nothing (null, "") replace nothing, and what an
 * object began with as its `id` and `index` it keeps: some providers make up others for each delta.
 */
export function fold(target: Values, source: Values, growing: Fields): void {
  for (const key in source) {
    const value = source[key];
    const old = target[key];
    const isKept = (key === "id" || key === "index") && says(old);
    if (!says(value) || isKept) {
      target[key] ??= value;
      continue;
    }
    const growth = growing.get(key);
    const grown = growth ? grow(old, value, growth) : value;
    if (grown !== undefined) target[key] = grown;
  }
}

const says = (value: unknown): boolean => value != null && value !== "";

/** What `old` becomes with `value`; it stays as it is when that is of another kind than what grows here. */
function grow(old: unknown, value: unknown, growth: Growth): unknown {
  if (growth === "text") {
    if (typeof value !== "string") return old;
    const text = old instanceof TextBuffer ? old : new TextBuffer();
    text.add(value);
    return text;
  }
  if (growth === "list") {
    if (!Array.isArray(value)) return old;
    const list: unknown[] = Array.isArray(old) ? old : [];
    for (const item of value) list.push(item);
    return list;
  }
  if ("place" in growth) {
    if (!Array.isArray(value)) return old;
    const items: Values[] = Array.isArray(old) ? old : [];
    for (const item of value) {
      if (isObject(item)) fold(growth.place(items, item), item, growth.fields);
    }
    return items;
  }
  if (!isObject(value)) return old;
  const object = isObject(old) ? old : folded();
  fold(object, value, growth.fields);
  return object;
}

/** The plain value of what has been folded. It shares no list or object that later folding changes. */
export function plain(value: unknown): unknown {
  if (value instanceof TextBuffer) return `${value}`;
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value) || Object.getPrototypeOf(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
