import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, test } from "vitest";
import { document, drawn } from "./draw.mjs";
import { readImports } from "./imports.mjs";
import { layerOf, mayImport, parts } from "./layers.mjs";

/** `@scope/package/path` and `package/path` begin with the package's name. */
const isOf = (library: string, name: string) => name === library || name.startsWith(`${library}/`);

/** Tests in the sources may use what tests use. */
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

describe.each(Object.entries(parts))("%s", async (_, part) => {
  const { files, imports, circles } = await readImports(part.source);

  test("every file belongs to a layer, and every layer has files", () => {
    expect(files.filter((file) => !layerOf(part, file))).toEqual([]);
    const filled = new Set(files.map((file) => layerOf(part, file)));
    expect(Object.keys(part.layers).filter((key) => !filled.has(key))).toEqual([]);
  });

  test("the rules themselves have one direction and name layers that exist", () => {
    const ended = new Set<string>();
    const visit = (key: string, path: readonly string[]) => {
      expect(Object.keys(part.layers), `named by ${path.at(-1)}`).toContain(key);
      expect(path, "a circle of layers").not.toContain(key);
      if (ended.has(key)) return;
      const { mayImport: allowed } = part.layers[key]!;
      if (allowed !== "everything") for (const next of allowed) visit(next, [...path, key]);
      ended.add(key);
    };
    for (const key of Object.keys(part.layers)) visit(key, []);
  });

  test("imports go where the rules let them", () => {
    const strays = imports.flatMap(({ from, name, to }) => {
      if (!name.startsWith(".")) return [];
      if (!to) return [`${from} imports ${name}, which isn't there`];
      if (isTest(from) && !to.startsWith(`${part.source}/`)) return [];
      const source = layerOf(part, from);
      const target = layerOf(part, to);
      if (!source || source === target) return [];
      return target && mayImport(part, source).includes(target) ? [] : [`${source}: ${from} imports ${to}`];
    });
    expect(strays).toEqual([]);
  });

  test("nothing imports itself by way of others, not even a type", () => {
    expect(circles.map((circle) => circle.join(" → "))).toEqual([]);
  });

  test("libraries are used where they belong", () => {
    const strays = imports.flatMap(({ from, name }) => {
      if (name.startsWith(".") || isTest(from)) return [];
      if (isBuiltin(name)) {
        const free = Array.isArray(part.node) ? part.node.includes(layerOf(part, from) ?? "") : part.node;
        return free ? [] : [`${from} imports ${name}, which browsers lack`];
      }
      const library = Object.keys(part.libraries).find((key) => isOf(key, name));
      const layers = library && part.libraries[library];
      const allowed = layers === "everything" || layers?.includes(layerOf(part, from) ?? "");
      return allowed ? [] : [`${from} imports ${name}`];
    });
    expect(strays).toEqual([]);
  });
});

test("docs/architecture.md shows these layers (if not: node architecture/draw.mjs)", () => {
  const text = readFileSync(document, "utf8");
  for (const name of Object.keys(parts)) expect(text).toContain(`<!-- layers: ${name} -->`);
  expect(drawn(text)).toBe(text);
});
