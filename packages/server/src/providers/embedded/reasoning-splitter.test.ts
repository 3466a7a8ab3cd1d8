import { describe, expect, it } from "vitest";
import { ReasoningSplitter } from "./reasoning-splitter.js";

function read(pieces: string[]) {
  const splitter = new ReasoningSplitter();
  const together = { reasoning: "", text: "" };
  for (const part of [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]) {
    together[part.type] += part.text;
  }
  return together;
}

describe("ReasoningSplitter", () => {
  it.each([
    ["<think>a < b</think>\n\nyes", { reasoning: "a < b", text: "yes" }],
    ["\n<think>\nwell\n</think>yes", { reasoning: "\nwell\n", text: "yes" }],
    ["yes <think>no</think>", { reasoning: "", text: "yes <think>no</think>" }],
    ["<think>cut", { reasoning: "cut", text: "" }],
    ["<think>cut</thi", { reasoning: "cut</thi", text: "" }],
    ["<thi", { reasoning: "", text: "<thi" }],
    ["<thin ice", { reasoning: "", text: "<thin ice" }],
  ])("%j", (answer, expected) => {
    expect(read([answer])).toEqual(expected);
    expect(read([...answer])).toEqual(expected);
  });

  it("sends reasoning while it comes", () => {
    expect(new ReasoningSplitter().push("<think>so far")).toEqual([{ type: "reasoning", text: "so far" }]);
  });
});
