import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cloud } from "./support/cloud.js";
import { compile, run } from "./support/programs.js";
import { completion, json, serve } from "./support/server.js";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

/** The pages about this package; some have a test of their own, and the server's pages are not programs. */
const others = [
  ...["REACT_QUERY.md", "route-handler.md", "testing.md"],
  ...["architecture.md", "benchmarks.md", "server.md", "structured-output.md"],
];
const pages = [
  "README.md",
  "packages/sdk/README.md",
  ...readdirSync(new URL("docs/", root))
    .filter((name) => name.endsWith(".md") && !others.includes(name))
    .map((name) => `docs/${name}`),
];

/** The programs that a page shows. */
const snippets = pages.flatMap((page) =>
  [...read(page).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = ""], index) => ({
    name: `${page.replace(/\W/g, "-")}-${index + 1}.ts`,
    text,
  })),
);

const seed = Object.fromEntries(
  readdirSync(new URL("examples/seed/", root)).map((name) => [name, read(`examples/seed/${name}`)]),
);

const env = (url: string) => ({ OPENROUTER_BASE_URL: url, OPENROUTER_API_KEY: "sk-or-test" });

test("all compile under strict", { timeout: 120_000 }, () => {
  expect(snippets.length).toBeGreaterThanOrEqual(12);
  expect(Object.keys(seed)).toEqual(["chat-send-standalone.ts", "chat-send.ts", "react-hook.tsx"]);
  const programs = Object.fromEntries(snippets.map(({ name, text }) => [name, text]));
  const wrong = 'import { OpenRouter } from "@openrouter/sdk";\nnew OpenRouter({ apiKey: 5 });';
  expect(compile({ ...programs, ...seed, "wrong.ts": wrong })).toEqual([
    expect.stringMatching(/^wrong\.ts:2 /),
  ]);
});

test.each(snippets)("the documentation's run: $name", async ({ text }) => {
  const { url, received } = await serve(cloud);
  const { status, stderr } = await run(text, env(url));
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(status).toBe(0);
  expect(received.length).toBeGreaterThan(0);
});

describe("the published ones, as printed", () => {
  test.each(Object.entries(seed))("run against a server that answers: %s", async (name, text) => {
    const { url, received } = await serve(json(completion()));
    const { status, stdout, stderr } = await run(text, env(url));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    if (name === "react-hook.tsx") return;
    expect(stdout).toContain("usage: { promptTokens: 3, completionTokens: 1, totalTokens: 4 }");
    expect(JSON.parse(received[0]!.body)).toMatchObject({
      model: "Charger",
      frequency_penalty: 8689.88,
      logit_bias: { key: 4876.54, key1: 7346.88 },
      reasoning: { effort: "medium", generate_summary: "concise", summary: null },
      stream_options: { include_usage: true },
      tool_choice: "<value>",
      tools: [{ function: { parameters: { key: "<value>" }, strict: null } }],
    });
  });

  test("end in a typed ChatError, as their values are invalid", async () => {
    const { url } = await serve(cloud);
    const standalone = await run(seed["chat-send-standalone.ts"]!, env(url));
    expect(standalone).toMatchObject({ status: 0, stderr: "" });
    expect(standalone.stdout).toMatch(/^chatSend failed: ChatError: Invalid messages/);
    const method = await run(seed["chat-send.ts"]!, env(url));
    expect(method.status).toBe(1);
    expect(method.stderr).toMatch(/ChatError: Invalid messages/);
  });
});
