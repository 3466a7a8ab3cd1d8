import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ToolCallParser, type ToolCallPart } from "./tool-call-parser.js";

function read(pieces: string[], names = ["weather", "time"], cut = false) {
  const parser = new ToolCallParser(new Set(names));
  return summary([...pieces.flatMap((piece) => parser.push(piece)), ...parser.end(cut)]);
}

/** Text put together, and calls with their arguments put together, in the order in which they came. */
function summary(parts: ToolCallPart[]) {
  const result: (string | { name: string; arguments: string })[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.type === "call") result.push({ name: part.name, arguments: "" });
    else if (part.type === "arguments") (last as { arguments: string }).arguments += part.text;
    else if (typeof last === "string") result[result.length - 1] = last + part.text;
    else result.push(part.text);
  }
  return result;
}

/** Cuts a text at random places. */
function cutAnywhere(text: string) {
  return fc
    .uniqueArray(fc.nat(text.length))
    .map((places) => [0, ...places.toSorted((a, b) => a - b), text.length])
    .map((places) => places.slice(1).map((end, index) => text.slice(places[index], end)));
}

function call(name: string, args: unknown) {
  return `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`;
}

describe("ToolCallParser", () => {
  const args = { city: 'Zü"rich }{ </tool_call>', list: [1, { a: [] }], empty: {} };
  const text = `Let me see.\n${call("weather", args)}\n${call("time", {})}`;
  const expected = [
    "Let me see.\n",
    { name: "weather", arguments: JSON.stringify(args) },
    { name: "time", arguments: "{}" },
  ];

  it("reads the same whatever the pieces", () => {
    fc.assert(fc.property(cutAnywhere(text), (pieces) => void expect(read(pieces)).toEqual(expected)));
  });

  it("sends arguments before the call is complete", () => {
    const parser = new ToolCallParser(new Set(["weather"]));
    const parts = parser.push('<tool_call>{"name": "weather", "arguments": {"city": "Par');
    expect(parts).toEqual([
      { type: "call", index: 0, name: "weather" },
      { type: "arguments", index: 0, text: '{"city": "Par' },
    ]);
  });

  it("waits for a name that comes after the arguments", () => {
    expect(read(['<tool_call>{"arguments": {"a": 1}, "na', 'me": "time"}</tool_call>'])).toEqual([
      { name: "time", arguments: '{"a": 1}' },
    ]);
  });

  it("takes no white space around the arguments", () => {
    expect(read(['<tool_call> { "name" : "time" , "arguments" : { } } </tool_call>'])).toEqual([
      { name: "time", arguments: "{ }" },
    ]);
  });

  it.each([
    '<tool_call>{"name": "other", "arguments": {}}',
    "<tool_call>nonsense",
    "a < b <tool <tool_cal",
    '<tool_call>{"na',
  ])("leaves %j as text", (plain) => {
    expect(read([...plain])).toEqual([plain]);
  });

  it("keeps a call that was cut off", () => {
    expect(read(['<tool_call>{"name": "time", "arguments": {"a": "b'])).toEqual([
      { name: "time", arguments: '{"a": "b' },
    ]);
  });

  it.each(["<tool_call>", '<tool_call>{"na', "<tool_ca", '<tool_call>{"name": "time"'])(
    "shows nothing of a call whose head was cut off: %j",
    (text) => {
      expect(read([`so ${text}`], undefined, true).join("")).toMatch(/^so (\[object Object\])?$/);
    },
  );

  it("makes the same call once, whatever its spelling, and another one of the same function again", () => {
    const first = '<tool_call>{"name": "weather", "arguments": {"a": 1, "b": [2]}}</tool_call>';
    const other = '<tool_call>{"name": "weather", "arguments": {"a": 2}}</tool_call>';
    const again = '<tool_call>{"name": "weather", "arguments": {"b":[2],"a":1}}</tool_call>';
    const parser = new ToolCallParser(new Set(["weather"]));
    const parts = [...first, ...other].flatMap((character) => parser.push(character));
    expect(parser.repeated).toBe(false);
    parts.push(...parser.push(again), ...parser.end(false));
    expect(summary(parts)).toEqual([
      { name: "weather", arguments: '{"a": 1, "b": [2]}' },
      { name: "weather", arguments: '{"a": 2}' },
    ]);
    expect(parser.repeated).toBe(true);
  });

  it("looks for nothing when nothing can be called", () => {
    expect(read([call("time", {})], [])).toEqual([call("time", {})]);
  });

  it("loses no character of plain text", () => {
    const plain = fc.string({ unit: fc.constantFrom("<", "t", "o", "l", "_", "c", "a", ">", " ") });
    fc.assert(fc.property(plain, (text) => void expect(read([...text]).join("")).toBe(text)));
  });
});
