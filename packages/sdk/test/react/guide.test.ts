import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { typeErrors } from "./support/type-errors.js";

const guide = readFileSync(new URL("../../../../docs/REACT_QUERY.md", import.meta.url), "utf8");

function snippets(): Record<string, string> {
  const blocks = [...guide.matchAll(/^```(tsx?)\n([\s\S]*?)^```$/gm)];
  return Object.fromEntries(
    blocks.map(([, extension, text = ""], index) => [`snippet-${index + 1}.${extension}`, text]),
  );
}

test("every snippet of the guide compiles, and the compiler does look at them", { timeout: 120_000 }, () => {
  const sources = snippets();
  expect(Object.keys(sources)).toHaveLength(12);
  const wrong = 'import { useChat } from "@openrouter/sdk/react-query";\nuseChat({ request: { model: 1 } });';
  expect(typeErrors({ ...sources, "wrong.ts": wrong })).toEqual([
    expect.stringMatching(/^wrong\.ts:2 Type 'number' is not assignable to type 'string'/),
  ]);
});

test("the guide names every hook and helper", async () => {
  const names = Object.keys(await import("../../src/react-query/index.js"));
  expect(names).toContain("useChat");
  for (const name of names) expect(guide).toContain(name);
});
