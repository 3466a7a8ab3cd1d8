import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** The major versions of React that the hooks support. */
export const reactVersions = [18, 19] as const;
export type ReactVersion = (typeof reactVersions)[number];

const page = fileURLToPath(new URL("../page/", import.meta.url));
const packages = {
  18: fileURLToPath(new URL("../../../../../test-support/react-18/node_modules/", import.meta.url)),
  19: fileURLToPath(new URL("../../../../../node_modules/", import.meta.url)),
};

/** The test page as one script, with one version of React. */
export async function bundlePage(react: ReactVersion): Promise<string> {
  return bundle("main.tsx", react, { platform: "browser", format: "iife" });
}

/** The server's side of the test page, as a module of its own with one version of React. */
export async function importServer(react: ReactVersion): Promise<typeof import("../page/server.js")> {
  const folder = await mkdtemp(join(tmpdir(), "react-server-"));
  try {
    const file = join(folder, "server.cjs");
    await writeFile(file, await bundle("server.tsx", react, { platform: "node", format: "cjs" }));
    const module = await import(pathToFileURL(file).href);
    return module.default;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function bundle(
  entry: string,
  react: ReactVersion,
  target: { platform: "browser" | "node"; format: "iife" | "cjs" },
): Promise<string> {
  const result = await build({
    entryPoints: [join(page, entry)],
    bundle: true,
    write: false,
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    alias: { react: join(packages[react], "react"), "react-dom": join(packages[react], "react-dom") },
    logLevel: "error",
    ...target,
  });
  return result.outputFiles[0]?.text ?? "";
}
