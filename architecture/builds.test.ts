import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./imports.mjs";

const scripts = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.[cm]?js$/.test(file),
  );

/** Entries of the SDK that help others to test. */
const testingKit = /^testing[/\\]index\.c?js$/;

test.each([
  { folder: "packages/sdk/dist", product: testingKit },
  { folder: "packages/server/dist", product: undefined },
])("$folder holds no test code", ({ folder, product }) => {
  const files = scripts(folder).filter((file) => !product?.test(file));
  expect(files.length).toBeGreaterThan(0);
  const tests = files.filter(
    (file) =>
      /(^|[/\\])(test|testing|tests)[/\\]|\.test\./.test(file) ||
      /\bfrom\s*"(vitest|fast-check)"/.test(readFileSync(join(root, folder, file), "utf8")),
  );
  expect(tests).toEqual([]);
});

test("every file of the server's build has its source", () => {
  const folder = "packages/server/src";
  const sources = new Set(readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }));
  expect(
    scripts("packages/server/dist").filter((file) => !sources.has(file.replace(/\.js$/, ".ts"))),
  ).toEqual([]);
});
