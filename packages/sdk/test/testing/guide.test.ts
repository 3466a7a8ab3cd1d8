import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { text } from "../../src/testing/answers.js";
import { startTestServer } from "../../src/testing/index.js";
import { compile, run } from "../support/programs.js";

const page = readFileSync(new URL("../../../../docs/testing.md", import.meta.url), "utf8");
const snippets = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = ""]) => text);

test("every snippet compiles", { timeout: 120_000 }, () => {
  expect(snippets).toHaveLength(4);
  expect(compile(Object.fromEntries(snippets.map((text, i) => [`snippet-${i + 1}.mts`, text])))).toEqual([]);
});

test.each(snippets)("every snippet runs: %#", async (snippet) => {
  const upstream = await startTestServer();
  onTestFinished(() => upstream.close());
  upstream.always(text("Paris"));
  const { status, stderr } = await run(snippet, {
    OPENROUTER_BASE_URL: upstream.url,
    OPENROUTER_API_KEY: "k",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
