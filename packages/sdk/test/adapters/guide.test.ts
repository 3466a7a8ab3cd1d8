import { readFileSync } from "node:fs";
import { compile as compileSvelte } from "svelte/compiler";
import ts from "typescript";
import { expect, test } from "vitest";
import { compileScript, compileTemplate, parse } from "vue/compiler-sfc";
import { compile } from "../support/programs.js";

const guide = readFileSync(new URL("../../../../docs/vue-svelte-solid.md", import.meta.url), "utf8");
const snippets = Object.fromEntries(
  [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => [language, text]),
);
const scriptOf = (text = "") => /<script[^>]*>(.*)<\/script>/s.exec(text)?.[1] ?? "";

test("Vue's component compiles", () => {
  const source = snippets.vue!;
  const { descriptor, errors } = parse(source);
  expect(errors).toEqual([]);
  const { bindings } = compileScript(descriptor, { id: "chat" });
  expect(bindings).toMatchObject({ messages: expect.any(String), send: expect.any(String) });
  const options = { id: "chat", filename: "Chat.vue", source: descriptor.template!.content };
  expect(compileTemplate(options).errors).toEqual([]);
});

test("Svelte's component compiles", () => {
  expect(compileSvelte(snippets.svelte!, { generate: "client" }).warnings).toEqual([]);
});

test("all are well typed", { timeout: 120_000 }, () => {
  const solid = { jsx: ts.JsxEmit.Preserve, jsxImportSource: "solid-js" };
  const state = "declare function $state<T>(value: T): T;";
  const programs = {
    "vue.ts": scriptOf(snippets.vue),
    "svelte.ts": `${state}${scriptOf(snippets.svelte)}`,
    "solid.tsx": snippets.tsx!,
  };
  expect(compile(programs, { ...solid, skipLibCheck: true })).toEqual([]);
  const wrong = 'import { useChat } from "@openrouter/sdk/vue";\nuseChat({ request: { model: 1 } });';
  expect(compile({ "wrong.ts": wrong }, { skipLibCheck: true })).toHaveLength(1);
});
