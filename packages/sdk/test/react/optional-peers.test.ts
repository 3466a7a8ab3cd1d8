import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));

/** The packages that an entry point imports, itself or through others, and its code. */
async function packagesOf(entry: string): Promise<{ packages: string[]; code: string }> {
  const { metafile, outputFiles } = await build({
    entryPoints: [source(entry)],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    packages: "external",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  return { packages: [...new Set(imports.map(({ path }) => path))].sort(), code: outputFiles[0]?.text ?? "" };
}

test.each(["index.ts", "core.ts", "funcs/chatSend.ts", "chat-session/index.ts"])(
  "%s imports no package, and loads where none is installed",
  async (entry) => {
    const { packages, code } = await packagesOf(entry);
    expect(packages).toEqual([]);
    const folder = await mkdtemp(join(tmpdir(), "no-packages-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, "entry.mjs");
    await writeFile(file, code);
    expect(Object.keys(await import(pathToFileURL(file).href))).not.toEqual([]);
  },
);

test.each([
  ["vue/index.ts", ["vue"]],
  ["svelte/index.ts", ["svelte", "svelte/store"]],
  ["solid/index.ts", ["solid-js"]],
  ["opentelemetry/index.ts", ["@opentelemetry/api"]],
])("%s needs its own package alone", async (entry, packages) => {
  expect((await packagesOf(entry)).packages).toEqual(packages);
});

test("useChat needs React alone, the mutation TanStack Query too", async () => {
  expect((await packagesOf("react-query/useChat.ts")).packages).toEqual(["react"]);
  expect((await packagesOf("react-query/chatSend.ts")).packages).toEqual(["@tanstack/react-query", "react"]);
});
