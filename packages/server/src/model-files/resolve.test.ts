import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cacheDirectory } from "./cache.js";
import { catalogue, findEntry } from "./catalogue.js";
import { resolveModel } from "./resolve.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolve-model-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("resolveModel", () => {
  test("takes any GGUF file and names it without its path", async () => {
    const path = join(folder, "My-Model.gguf");
    await writeFile(path, "GGUF and more");
    expect(await resolveModel(path)).toEqual({ name: "my-model", aliases: [], path });
  });

  test.each([
    ["missing.gguf", /does not exist/],
    ["text.gguf", /is not a GGUF model file/],
    ["no-such-name", /no model named "no-such-name"/],
  ])("refuses %s with a remedy", async (name, message) => {
    await writeFile(join(folder, "text.gguf"), "<!doctype html>");
    const wanted = name.endsWith(".gguf") ? join(folder, name) : name;
    await expect(resolveModel(wanted)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\S/),
    });
  });
});

test("entries are found by name and alias in any case", () => {
  for (const entry of catalogue) {
    expect([entry.name, ...entry.aliases].map((name) => findEntry(name.toUpperCase()))).toEqual(
      Array(entry.aliases.length + 1).fill(entry),
    );
  }
});

test("the cache follows OPENROUTER_CACHE_DIR", () => {
  expect(cacheDirectory({ OPENROUTER_CACHE_DIR: "/some/where" })).toBe("/some/where");
  expect(cacheDirectory({})).toContain("openrouter-chat");
});
