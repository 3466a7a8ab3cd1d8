import { describe, expect, it } from "vitest";
import { RepetitionGuard } from "./repetition.js";

/** How many characters of a text pass, fed in tokens of some letters. */
function passed(text: string): number {
  const guard = new RepetitionGuard();
  for (let start = 0; start < text.length; start += 5) {
    if (guard.add(text.slice(start, start + 5))) return start;
  }
  return text.length;
}

const lead = "The capital of France is Paris, and here is what else there is to say of it. ";

describe("RepetitionGuard", () => {
  it.each([
    ["a word", "grand "],
    ["one letter", "a"],
    ["a line", "I'm sorry, but I can't help with that.\n"],
    ["a paragraph", `${lead}${lead.toUpperCase()}${lead.replaceAll("e", "é")}`.repeat(2)],
    [
      "a thousand characters",
      Array.from({ length: 200 }, (_, i) => `${i} `)
        .join("")
        .padEnd(1000, "x"),
    ],
  ])("stops %s that is repeated for ever", (_, cycle) => {
    const text = lead + cycle.repeat(Math.ceil(8000 / cycle.length));
    expect(passed(text)).toBeLessThan(lead.length + Math.max(600, 4.2 * cycle.length + 64));
  });

  const lines = (count: number, line: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => line(i)).join("\n");

  it.each([
    ["a list that counts", lines(200, (i) => `${i + 1}. An item of the list`)],
    ["a table", `|${" --- |".repeat(20)}\n${lines(60, (i) => `| ${i} | ${i * i} | ${i % 7} |`)}`],
    ["a rule of dashes", `${"-".repeat(200)}\n${"=".repeat(400)}\n${lead}`],
    [
      "a JSON array of records",
      JSON.stringify(Array.from({ length: 90 }, (_, id) => ({ id, name: "x", tags: [] }))),
    ],
    ["code of like branches", lines(60, (i) => `    case ${i}:\n      return handlers[${i}](event);`)],
    [
      "closing brackets",
      `${lines(40, (i) => `${"  ".repeat(i)}{`)}\n${lines(40, (i) => `${"  ".repeat(39 - i)}}`)}`,
    ],
    ["a refrain", `${lead}${"Row, row, row your boat, gently down the stream.\n".repeat(3)}`.repeat(3)],
    ["a matrix of zeros", lines(8, () => `[${"0, ".repeat(15)}0],`)],
    ["prose", lead.repeat(3)],
  ])("lets pass %s", (_, text) => {
    expect(passed(text)).toBe(text.length);
  });
});
