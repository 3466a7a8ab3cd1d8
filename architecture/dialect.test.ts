import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dialectProblems } from "./dialect.mjs";
import { root } from "./imports.mjs";

test("the server is written in one dialect", () => {
  const source = join(root, "packages/server/src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap((file) => dialectProblems(file, readFileSync(join(source, file), "utf8")))).toEqual(
    [],
  );
});

test.each([
  ["const f = (a: number) => a;", "a named function is a function declaration"],
  ["export const f = function () {};", "a named function is a function declaration"],
  ["const f: Handler = async () => {};", "a named function is a function declaration"],
  ["class A { private b = 1; }", "a private member begins with #"],
  ["class A { private static c() {} }", "a private member begins with #"],
  ["class A { constructor(readonly b: number) {} }", "a member is declared in the class"],
  ["const MAX_SIZE = 3;", "constants are in camelCase"],
  ["type answer = string;", "types are in PascalCase"],
  ["enum Colour { Red }", "an enum is a union of strings"],
])("%s leaves it", (text, problem) => {
  expect(dialectProblems("a.ts", text)).toEqual([expect.stringContaining(`a.ts:1: ${problem}`)]);
});

test.each([
  "export function f(a: number) { const g = () => a; return g; }",
  "const sizes = [1, 2].map((size) => size * 2);",
  "const handlers = { open: () => {} };",
  "class A { #b = 1; readonly c = 2; private constructor(b: number) { this.#b = b; } }",
])("%s is in it", (text) => {
  expect(dialectProblems("a.ts", text)).toEqual([]);
});
