// Writes `exports` and `typesVersions` of packages/sdk/package.json from packages/sdk/entry-points.mjs: each entry
// point with and without ".js", for import and require, and the deep paths of the published package. With --check it writes nothing and fails on a difference.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deepPaths, entryPoints } from "../packages/sdk/entry-points.mjs";

const file = join(import.meta.dirname, "../packages/sdk/package.json");
const manifest = JSON.parse(readFileSync(file, "utf8"));

const exports = {};
const types = {};
const sources = {
  ...entryPoints,
  ...Object.fromEntries(Object.entries(deepPaths).map(([path, entry]) => [path, entryPoints[entry]])),
};
for (const [path, source] of Object.entries(sources)) {
  const built = `./dist/${source.replace(/\.ts$/, "")}`;
  const esm = { types: `${built}.d.ts`, default: `${built}.js` };
  const cjs = { types: `${built}.d.cts`, default: `${built}.cjs` };
  for (const name of path === "." || path.endsWith("*") ? [path] : [path, `${path}.js`]) {
    exports[name] = { "module-sync": esm, module: esm, bun: esm, import: esm, require: cjs };
    if (name !== ".") types[name.slice(2)] = [cjs.types];
  }
}
exports["./package.json"] = "./package.json";

const text = `${JSON.stringify({ ...manifest, exports, typesVersions: { "*": types } }, undefined, 2)}\n`;
if (!process.argv.includes("--check")) writeFileSync(file, text);
else if (readFileSync(file, "utf8") !== text) {
  console.error(
    "package.json's exports are not those of entry-points.mjs. Run: node scripts/sdk-exports.mjs",
  );
  process.exit(1);
}
