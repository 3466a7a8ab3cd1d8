import { describe, expect, test } from "vitest";
import { plainJson, plainText, TerminalText } from "../src/cli/terminal-text.js";

const esc = "\u001b";
const bel = "\u0007";

describe("plainText", () => {
  test.each([
    ["clipboard", `a${esc}]52;c;ZXZpbA==${bel}b`, "ab"],
    ["title, ended by ST", `a${esc}]0;evil${esc}\\b`, "ab"],
    ["clear screen and colours", `${esc}[2J${esc}[1;31mred${esc}[0m`, "red"],
    ["8-bit sequences", "a\u009b2Jb\u009d0;evil\u009cc", "abc"],
    ["device control", `a${esc}P1$tx${esc}\\b`, "ab"],
    ["reset and character sets", `a${esc}cb${esc}(0c`, "abc"],
    ["lone controls", "a\u0000\b\r\u007f\u0085b", "ab"],
    ["newline and tab", "a\n\tb", "a\n\tb"],
    ["no end: the text is shown", `a${esc}]0;not a title\nb`, "a]0;not a title\nb"],
    ["no end at all", `a${esc}[12`, "a[12"],
    ["other scripts", "日本 é 👩‍👧", "日本 é 👩‍👧"],
  ])("%s", (_, text, expected) => {
    expect(plainText(text)).toBe(expected);
  });

  test("is the same however the text is cut", () => {
    const text = `one${esc}]52;c;AAAA${bel}two${esc}[31mthree${esc}]0;t${esc}\\four${esc}(Bfive`;
    for (let first = 0; first < text.length; first += 1) {
      for (let second = first; second < text.length; second += 1) {
        const reader = new TerminalText();
        const pieces = [text.slice(0, first), text.slice(first, second), text.slice(second)];
        expect(pieces.map((piece) => reader.push(piece)).join("") + reader.end()).toBe("onetwothreefourfive");
      }
    }
  });

  test("holds back no more than a sequence can be long", () => {
    const reader = new TerminalText();
    const shown = reader.push(`${esc}]${"x".repeat(10_000)}`);
    expect(shown.length + reader.end().length).toBe(10_001);
    expect(shown.length).toBeGreaterThan(4000);
  });
});

test("plainJson escapes every control character and means the same", () => {
  const value = { text: `\u009b2J${esc}[2J\u007f` };
  expect(plainJson(value)).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(plainJson(value))).toEqual(value);
});
