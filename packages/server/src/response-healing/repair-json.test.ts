import { describe, expect, it } from "vitest";
import { repairJson } from "./repair-json.js";

describe("JSON that is not quite", () => {
  it.each([
    ["a fence", '```json\n{"a": [1]}\n```', { a: [1] }],
    ["prose around it", 'Here it is: {"a": 1}. Enjoy!', { a: 1 }],
    ["prose and a fence", 'Sure!\n```\n{"a": 1}\n```\nAnything {else}?', { a: 1 }],
    ["a trailing comma", '{"a": [1, 2,],}', { a: [1, 2] }],
    ["unquoted keys", "{a: 1, 'b': 'c'}", { a: 1, b: "c" }],
    ["a missing bracket", '{"a": [1, 2', { a: [1, 2] }],
    ["a missing bracket behind another", '{"a": {"b": 1}, "c": "d', { a: { b: 1 }, c: "d" }],
    ["a list", "[1, 2,", [1, 2]],
  ])("%s", (_, text, value) => {
    expect(JSON.parse(repairJson(text)!)).toEqual(value);
  });

  it.each([
    ["what is valid", '{"a": 1}'],
    ["what has none", "I can't."],
    ["nothing", ""],
    ["what is too long", `{"a": "${"x".repeat(300_000)}`],
  ])("leaves alone %s", (_, text) => {
    expect(repairJson(text)).toBeUndefined();
  });
});
