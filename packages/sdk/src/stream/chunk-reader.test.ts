import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeChatChunk } from "../wire/index.js";
import { createChatAccumulator } from "./accumulate.js";
import { createChunkReader } from "./chunk-reader.js";

const parsed = (data: string) => decodeChatChunk(JSON.parse(data));

const chunk = (content: unknown, choice: object = {}, rest: object = {}) => ({
  id: "gen-1",
  model: "acme/model",
  choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: null, ...choice }],
  ...rest,
});

/** Counts JSON.parse calls that see the whole of an event. */
function parses(events: string[]): number {
  const { parse } = JSON;
  let count = 0;
  JSON.parse = (text, ...rest) => {
    if (events.includes(text)) count++;
    return parse(text, ...rest);
  };
  try {
    const { read } = createChunkReader();
    for (const event of events) read(event);
  } finally {
    JSON.parse = parse;
  }
  return count;
}

function expectSame(events: string[]): void {
  const { read, received } = createChunkReader();
  const accumulator = createChatAccumulator();
  for (const event of events) {
    const result = read(event);
    expect(result).toEqual(parsed(event));
    expect(JSON.stringify(result)).toBe(JSON.stringify(parsed(event)));
    accumulator.add(parsed(event));
    // What has been received is asked for at some places, and at the end.
    if (event.length % 3 === 0) expect(received()).toEqual(accumulator.response());
  }
  expect(received()).toEqual(accumulator.response());
}

const json = fc.jsonValue({ maxDepth: 2 });
const content = fc.oneof(
  { weight: 6, arbitrary: fc.string({ unit: "grapheme", maxLength: 6 }) },
  fc.constantFrom(":", ",", true, '"', "\\", "\n", '","x":"', "\u0000", "\ud800", "\ufeff", "", null, 7),
);

test("property: the same as parsing each event, whatever varies and whatever stays", () => {
  fc.assert(
    fc.property(
      fc.array(content, { maxLength: 20 }),
      fc.array(fc.record({ extra: json, finish: fc.constantFrom(null, "stop") }), { maxLength: 3 }),
      fc.array(fc.nat(5), { minLength: 20, maxLength: 20 }),
      fc.constantFrom(undefined, 1),
      (contents, variants, which, indent) => {
        expectSame(
          contents.map((text, i) => {
            const variant = variants[which[i]!];
            return JSON.stringify(
              variant
                ? chunk(text, { finish_reason: variant.finish }, { extra: variant.extra })
                : chunk(text),
              undefined,
              indent,
            );
          }),
        );
      },
    ),
    { numRuns: 400 },
  );
});

test.each<[string, string[]]>([
  [
    "the text in another place that looks alike",
    ["a", "b", "c"].map((text) => JSON.stringify({ x: { content: text }, ...chunk("same") })),
  ],
  [
    "a key twice",
    ["a", "b"].map((text) => JSON.stringify(chunk("x")).replace('"x"', `"${text}","content":"z"`)),
  ],
  [
    "a string that contains the key",
    ["a", "b"].map((text) => JSON.stringify(chunk(text, {}, { id: '"content":"a"' }))),
  ],
  ["spaces after the colon", ["a", "b"].map((text) => JSON.stringify(chunk(text)).replaceAll(":", ": "))],
  [
    "two choices",
    ["a", "b"].map((text) => JSON.stringify({ choices: [...chunk(text).choices, { index: 1, delta: {} }] })),
  ],
  [
    "choices that are no array",
    ["a", "b"].map((text) => JSON.stringify({ choices: { 0: chunk(text).choices[0] } })),
  ],
  [
    "what begins and ends alike, but overlaps",
    ['{"choices":[{"delta":{"content":"aa"}}]}', '{"choices":[{"delta":{"content":"}}]}'],
  ],
])("not fooled by %s", (_, events) => {
  const { read } = createChunkReader();
  for (const event of events) {
    let expected: unknown;
    try {
      expected = parsed(event);
    } catch {
      expect(() => read(event)).toThrow(SyntaxError);
      continue;
    }
    expect(read(event)).toEqual(expected);
  }
});

test("a chunk whose other texts grow too is accumulated each time", () => {
  const delta = (content: string) => ({ delta: { content, reasoning: "hm " } });
  expectSame(["a", "b", "c"].map((text) => JSON.stringify(chunk(text, delta(text)))));
});

test("more chunks of one mould than are kept apart", () => {
  expectSame(Array.from({ length: 2500 }, (_, i) => JSON.stringify(chunk(`${i} `))));
});

test("an unescaped control character is an error, as for any JSON parser", () => {
  const { read } = createChunkReader();
  const event = (text: string) => JSON.stringify(chunk("@")).replace("@", text);
  read(event("a"));
  read(event("b"));
  expect(() => read(event("a\tb"))).toThrow(SyntaxError);
  expect(() => read(event("a\nb"))).toThrow(SyntaxError);
});

test("changing one chunk changes no other", () => {
  const { read } = createChunkReader();
  const events = ["a", "b", "c"].map((text) => JSON.stringify(chunk(text)));
  read(events[0]!);
  const second = read(events[1]!)!;
  second.choices[0]!.delta.role = undefined;
  second.choices[0]!.finishReason = "stop";
  second.choices.push(second.choices[0]!);
  second.id = "x";
  expect(read(events[2]!)).toEqual(parsed(events[2]!));
});

test("chunks that hold other objects are parsed, so that none is shared", () => {
  const events = ["a", "b", "c"].map((text) => JSON.stringify(chunk(text, {}, { usage: { cost: 1 } })));
  const { read } = createChunkReader();
  read(events[0]!);
  expect(read(events[1]!)?.usage).not.toBe(read(events[1]!)?.usage);
  expect(parses(events)).toBe(3);
});

test("one parse for a run of events that differ in their text", () => {
  const events = Array.from({ length: 100 }, (_, i) => JSON.stringify(chunk(`t${i}`)));
  expect(parses(events)).toBe(1);
});

test("a stream whose events never fit stops looking for a mould", () => {
  const events = Array.from({ length: 100 }, (_, i) =>
    JSON.stringify(chunk(`t${i}`, {}, { id: `gen-${i}` })),
  );
  const { parse } = JSON;
  let count = 0;
  JSON.parse = (...args) => {
    count++;
    return parse(...args);
  };
  try {
    const { read } = createChunkReader();
    for (const event of events) read(event);
  } finally {
    JSON.parse = parse;
  }
  expect(count).toBeLessThan(100 + 30);
});
