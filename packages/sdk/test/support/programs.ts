import { type SpawnOptions, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transform } from "esbuild";
import ts from "typescript";
import { onTestFinished } from "vitest";

const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** A folder until the test ends, from which `@openrouter/sdk` is the built package. */
function folder(): string {
  mkdirSync(cache, { recursive: true });
  const path = mkdtempSync(join(cache, "programs-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

/** What TypeScript says about programs that use the built package, strictly and with its declarations checked too. */
export function compile(programs: Record<string, string>, options: ts.CompilerOptions = {}): string[] {
  const path = folder();
  const files = Object.entries(programs).map(([name, text]) => {
    const file = join(path, name);
    writeFileSync(file, text);
    return file;
  });
  writeFileSync(join(path, "package.json"), '{"type":"module"}');
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    jsx: ts.JsxEmit.ReactJSX,
    types: ["node"],
    ...options,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${basename(file?.fileName ?? "")}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

/** Runs a program in a process of its own, on the built package. */
export async function run(program: string, env: Record<string, string>) {
  const { code } = await transform(program, { loader: "tsx", format: "esm", jsx: "automatic" });
  const file = join(folder(), "program.mjs");
  writeFileSync(file, code);
  return outputOf(process.execPath, [file], { env: { PATH: process.env.PATH ?? "", ...env } });
}

/** What a process prints, and how it ends. It ends with the test at the latest. */
export async function outputOf(binary: string, args: string[], options: SpawnOptions) {
  const child = spawn(binary, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill());
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (data) => {
    stdout += data;
  });
  child.stderr.on("data", (data) => {
    stderr += data;
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout, stderr };
}
