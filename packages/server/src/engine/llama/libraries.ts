import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import koffi, { type LibraryHandle } from "koffi";
import type { ResolvedEngineOptions } from "../options.js";
import { EngineError } from "../types.js";

/** The structures in `bindings.ts` are those of this version. */
const version = "3.21.1";

export interface Libraries {
  /** The folder of the shared libraries. */
  folder: string;
  base: LibraryHandle;
  ggml: LibraryHandle;
  llama: LibraryHandle;
}

/**
 * Opens llama.cpp's shared libraries out of the package that npm installed for this platform. Throws
 * `engine_unavailable`.
 */
export function openLibraries(gpu: ResolvedEngineOptions["gpu"]): Libraries {
  const folder = libraryFolder(gpu);
  try {
    const files = readdirSync(folder);
    const open = (name: string) => {
      const pattern = new RegExp(`^(lib)?${name}(\\.v[\\d.]+)?\\.(so|dylib|dll)$`);
      const file = files.find((candidate) => pattern.test(candidate));
      if (!file) throw new Error(`${folder} has no ${name}`);
      return koffi.load(join(folder, file));
    };
    return { folder, base: open("ggml-base"), ggml: open("ggml"), llama: open("llama") };
  } catch (error) {
    throw unavailable(error instanceof Error ? error.message : String(error));
  }
}

function libraryFolder(gpu: ResolvedEngineOptions["gpu"]): string {
  const names = packageNames(gpu);
  for (const name of names) {
    const root = packageFolder(name);
    if (root === undefined) continue;
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
    if (manifest.version === version) return join(root, "bins", name);
    throw unavailable(`@node-llama-cpp/${name} has the version ${manifest.version}; ${version} is needed`);
  }
  const packages = names.map((name) => `@node-llama-cpp/${name}`).join(" or ");
  throw unavailable(`${packages} is not installed (npm install ${packages.split(" ")[0]}@${version})`);
}

/** Those that would do, the best first. */
function packageNames(gpu: ResolvedEngineOptions["gpu"]): string[] {
  const system = ({ darwin: "mac", win32: "win" } as Record<string, string>)[process.platform] ?? "linux";
  const architecture = process.arch === "arm" ? "armv7l" : process.arch;
  const plain = `${system}-${architecture}${system === "mac" && architecture === "arm64" ? "-metal" : ""}`;
  if (gpu === false || gpu === "metal") return [plain];
  if (gpu === "auto") return [`${plain}-cuda`, `${plain}-vulkan`, plain];
  return [`${plain}-${gpu}`];
}

/** A package that an override replaced by an empty one counts as absent. */
function packageFolder(name: string): string | undefined {
  const require = createRequire(import.meta.url);
  for (const modules of require.resolve.paths("@node-llama-cpp") ?? []) {
    const root = join(modules, "@node-llama-cpp", name);
    if (existsSync(join(root, "bins", name))) return root;
  }
  return undefined;
}

export function unavailable(fault: string): EngineError {
  return new EngineError("engine_unavailable", `The engine's library can't be used here: ${fault}`);
}
