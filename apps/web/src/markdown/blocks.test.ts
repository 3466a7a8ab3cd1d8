import { describe, expect, it } from "vitest";
import { longAnswer } from "../../scripts/long-answer.mjs";
import { type Block, createBlockReader } from "./blocks.js";

const shape = (blocks: readonly Block[]) =>
  blocks.map(({ start, raw, tokens }) => ({ start, raw: raw.trimEnd(), type: tokens[0]!.type }));

describe("a growing text", () => {
  const text = [...longAnswer(1500)].join("");

  it("ends as the same blocks as the whole text read at once", () => {
    const reader = createBlockReader();
    for (let end = 7; end < text.length; end += 7) reader.read(text.slice(0, end), false);
    expect(shape(reader.read(text, true))).toEqual(shape(createBlockReader().read(text, true)));
    const raw = reader.read(text, true).map((block) => block.raw);
    expect(raw.join("").trimEnd()).toBe(text.trimEnd());
  });

  it("keeps the object of every block but the last", () => {
    const reader = createBlockReader();
    let before = reader.read(text.slice(0, 400), false);
    for (let end = 420; end < 4000; end += 20) {
      const after = reader.read(text.slice(0, end), false);
      for (const [index, block] of before.slice(0, -1).entries()) expect(after[index]).toBe(block);
      before = after;
    }
  });

  it("starts again when the text is another", () => {
    const reader = createBlockReader();
    reader.read("# One\n\nTwo\n\nThree", false);
    expect(reader.read("Four", true).map(({ raw }) => raw)).toEqual(["Four"]);
  });
});

describe("the unfinished block", () => {
  const last = (text: string) => JSON.stringify(createBlockReader().read(text, false).at(-1)!.tokens);

  it.each(["A **bol", "A `cod", "A ~~gon"])("closes %s for now", (text) => {
    expect(last(text)).toMatch(/"type":"(strong|codespan|del)"/);
  });

  it("is left as it is when the text is complete", () => {
    const [block] = createBlockReader().read("A **bol", true);
    expect(JSON.stringify(block!.tokens)).not.toContain("strong");
  });
});

describe("long blocks", () => {
  const items = (count: number) =>
    Array.from({ length: count }, (_, index) => `${index + 1}. item\n`).join("");

  it("splits a long list and numbers on", () => {
    const blocks = createBlockReader().read(items(30), true);
    expect(blocks.map(({ tokens }) => (tokens[0] as unknown as { start: number }).start)).toEqual([
      1, 13, 25,
    ]);
    expect(blocks.map(({ follows }) => follows)).toEqual([false, true, true]);
  });

  it("splits it in the same way while it grows", () => {
    const reader = createBlockReader();
    for (let count = 1; count < 30; count++) reader.read(items(count), false);
    expect(shape(reader.read(items(30), true))).toEqual(shape(createBlockReader().read(items(30), true)));
  });
});
