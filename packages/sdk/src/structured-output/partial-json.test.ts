import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPartialJson } from "./partial-json.js";

/** The values after each piece. */
function values(...pieces: string[]): unknown[] {
  const json = createPartialJson();
  return pieces.map((piece) => {
    json.add(piece);
    return json.value();
  });
}

test.each<[string, unknown]>([
  ["", undefined],
  ['"text"', undefined],
  ["{", {}],
  ['{"na', {}],
  ['{"name"', {}],
  ['{"name":', {}],
  ['{"name": "', { name: "" }],
  ['{"name": "Ad', { name: "Ad" }],
  ['{"name": "Ada", "age": 3', { name: "Ada" }],
  ['{"name": "Ada", "age": 36,', { name: "Ada", age: 36 }],
  ['{"a": tru', {}],
  ['{"a": true}', { a: true }],
  ['{"a": [1, [2', { a: [1, []] }],
  ['[{"a": null}, {"b', [{ a: null }, {}]],
  ['{"a": "\\', { a: "" }],
  ['{"a": "x\\u00', { a: "x" }],
  ['{"a": "\\ud83d', { a: "" }],
  ['{"a": "\\ud83d\\ude00', { a: "😀" }],
  ['Here you are:\n```json\n{"a": 1}\n```', { a: 1 }],
])("of %s", (text, value) => {
  expect(values(text)).toEqual([value]);
});

test.each(['{"a": 1]', '{"a": nope, "b": 1}', '{"a": "\\x", "b": 1}', '{"a": "\\uZZZZ", "b": 1}', "{1, 2}"])(
  "a mistake ends it: %s",
  (text) => {
    const json = createPartialJson();
    json.add(text);
    const value = json.value();
    expect(JSON.stringify(value)).not.toContain("b");
    expect(json.add('"c": 2}')).toBe(false);
    expect(json.value()).toEqual(value);
  },
);

test("says whether anything came", () => {
  const { add } = createPartialJson();
  expect([add("so: "), add("{"), add(""), add('"a": 1'), add("2"), add("}"), add("more")]).toEqual([
    false,
    true,
    false,
    true,
    false,
    true,
    false,
  ]);
});

describe("for any JSON, cut anywhere", () => {
  const input = fc.tuple(
    fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue())),
    fc.boolean(),
    fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
  );

  test("each value is a beginning of the next, and the last is the whole", () => {
    fc.assert(
      fc.property(input, ([whole, escaped, sizes]) => {
        const plain = JSON.stringify(whole);
        const text = escaped
          ? plain.replace(/[\u0080-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
          : plain;
        const json = createPartialJson();
        let before: unknown;
        let frozen = "";
        for (let at = 0; at < text.length; ) {
          const size = sizes.next().value as number;
          json.add(text.slice(at, at + size));
          at += size;
          // What was given out has not changed since.
          expect(JSON.stringify(before) ?? "").toBe(frozen);
          const value = json.value();
          expect(begins(before, value)).toBe(true);
          before = value;
          frozen = JSON.stringify(value) ?? "";
        }
        expect(before).toEqual(JSON.parse(text));
      }),
    );
  });

  test("nothing else makes it throw", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[{}[\]",:\\u0-9a-f _.-]{0,9}$/)), (pieces) => {
        values(...pieces);
      }),
    );
  });
});

/** Whether `next` is `before` or what it may grow to. */
function begins(before: unknown, next: unknown): boolean {
  if (before === undefined) return true;
  if (typeof before === "string") return typeof next === "string" && next.startsWith(before);
  if (typeof before !== "object" || before === null) return Object.is(before, next);
  if (typeof next !== "object" || next === null || Array.isArray(before) !== Array.isArray(next))
    return false;
  return Object.keys(before).every((key) =>
    begins((before as Record<string, unknown>)[key], (next as Record<string, unknown>)[key]),
  );
}
