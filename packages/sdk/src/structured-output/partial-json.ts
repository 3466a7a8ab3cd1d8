import type { Values } from "../wire/object.js";

/** Reads JSON as it arrives. */
export interface PartialJson {
  /** Takes the next piece of text. Answers whether the value has grown. Never throws. */
  add(text: string): boolean;
  /**
   * The value up to now: unfinished objects, arrays and strings with what they have, unfinished numbers and
   * literals not yet. `undefined` before the first object or array has begun. Shares what is finished with the value
   * before, and changes nothing that it gave out.
   */
  value(): unknown;
}

/** An object or array that has not ended. */
interface Open {
  target: Values | unknown[];
  /** In an object: the key whose value is to come. */
  key: string | undefined;
}

/** What stands outside of strings. A number or literal is complete when something follows it. */
const TOKEN = /[\s,:]+|[{}[\]"]|[^\s,:{}[\]"]+(?=[\s,:{}[\]"])/y;

/** What stands in a string. */
const PIECE = /[^"\\]+|\\u[0-9a-f]{4}|\\[^u]/iy;

/** The first half of a character that JSON writes as two escapes. */
const HIGH_SURROGATE = /^\\ud[89ab]/i;

/**
 * Makes an incremental parser of one JSON object or array: each character is read once, and a value costs a copy of
 * the objects and arrays that have not ended. What stands before and after it is passed over. From a mistake on the value does not grow any more: whether the text is
 * JSON is for `JSON.parse` to say, at the end.
 */
export function createPartialJson(): PartialJson {
  const stack: Open[] = [];
  let root: unknown;
  /** The decoded beginning of an unfinished string. */
  let string: string | undefined;
  /** Text that can't be read before more comes. */
  let rest = "";
  let ended = false;

  const isKey = (): boolean => {
    const open = stack.at(-1);
    return !!open && !Array.isArray(open.target) && open.key === undefined;
  };

  function put(value: unknown): void {
    const open = stack.at(-1);
    if (!open) {
      root = value;
      ended = true;
    } else if (Array.isArray(open.target)) open.target.push(value);
    else if (open.key === undefined) ended = true;
    else {
      define(open.target, open.key, value);
      open.key = undefined;
    }
  }

  /** Reads on in a string. Answers how far. */
  function readString(text: string, start: number): number {
    let position = start;
    for (;;) {
      if (text[position] === '"') {
        const whole = string!;
        string = undefined;
        if (isKey()) stack.at(-1)!.key = whole;
        else put(whole);
        return position + 1;
      }
      PIECE.lastIndex = position;
      const [piece] = PIECE.exec(text) ?? [];
      const half = piece && HIGH_SURROGATE.test(piece) && position + 6 >= text.length;
      if (!piece || half) {
        if (!half && text.length - position >= 6) ended = true;
        return position;
      }
      try {
        string += piece[0] === "\\" ? (JSON.parse(`"${piece}"`) as string) : piece;
      } catch {
        ended = true;
        return position;
      }
      position += piece.length;
    }
  }

  /** Reads one token. Answers how far, or `position` when more text is needed. */
  function readToken(text: string, position: number): number {
    TOKEN.lastIndex = position;
    const [token] = TOKEN.exec(text) ?? [];
    if (!token) return position;
    if (token === "{" || token === "[") stack.push({ target: token === "{" ? {} : [], key: undefined });
    else if (token === "}" || token === "]") {
      const { target } = stack.at(-1)!;
      if (Array.isArray(target) === (token === "]")) {
        stack.pop();
        put(target);
      } else ended = true;
    } else if (token === '"') string = "";
    else if (!/^[\s,:]/.test(token)) {
      try {
        put(JSON.parse(token));
      } catch {
        ended = true;
      }
    }
    return position + token.length;
  }

  return {
    add(added) {
      if (ended) return false;
      let text = rest + added;
      if (!stack.length) {
        const start = text.search(/[{[]/);
        if (start < 0) return false;
        text = text.slice(start);
      }
      let position = 0;
      while (!ended && position < text.length) {
        const next = string === undefined ? readToken(text, position) : readString(text, position);
        if (next === position) break;
        position = next;
      }
      rest = text.slice(position);
      return position > 0;
    },
    value() {
      if (root !== undefined || !stack.length) return root;
      let inner: unknown = isKey() ? undefined : string;
      for (const { target, key } of stack.toReversed()) {
        const copy: Values = Array.isArray(target) ? [...target] : { ...target };
        if (inner !== undefined) {
          if (Array.isArray(copy)) copy.push(inner);
          else if (key !== undefined) define(copy, key, inner);
        }
        inner = copy;
      }
      return inner;
    },
  };
}

/** Sets a property whose name may mean something to JavaScript. */
function define(target: Values, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else target[key] = value;
}
