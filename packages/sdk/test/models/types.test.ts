import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import { readSchemas, samples } from "../wire/schema-samples.js";

const seed = readSchemas("seed-schemas.json");
const current = readSchemas("current-schemas.json");

/** Errors of a TypeScript source compiled next to this file as a strict consumer would. */
function errorsOf(source: string): string[] {
  const file = fileURLToPath(new URL("generated.ts", import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, language, ...rest) =>
    name === file
      ? ts.createSourceFile(name, source, language)
      : getSourceFile.call(host, name, language, ...rest);
  const program = ts.createProgram([file], options, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

it("every property and alternative of both schemas has a type", () => {
  const chunk = seed.ChatStreamingResponseChunk!.properties!.data!;
  const declarations = [
    ...samples(seed, seed.ChatGenerationParams!).map((sample) => ["ChatGenerationParams", sample] as const),
    ...samples(current, current.ChatRequest!).map((sample) => ["ChatGenerationParams", sample] as const),
    ...samples(seed, seed.ChatResponse!).map((sample) => ["ChatResponse", sample] as const),
    ...samples(current, current.ChatResult!).map((sample) => ["ChatResponse", sample] as const),
    ...samples(seed, chunk).map((sample) => ["ChatStreamingResponseChunk", sample] as const),
    ...samples(current, current.ChatStreamChunk!).map(
      (sample) => ["ChatStreamingResponseChunk", sample] as const,
    ),
    ...samples(current, current.BadRequestResponse!).map((sample) => ["ChatErrorBody", sample] as const),
  ].map(([type, { typed }], i) => `export const value${i}: ${type} = ${JSON.stringify(typed, null, 1)};`);
  expect(declarations.length).toBeGreaterThan(40);
  const source = `import type { ChatErrorBody, ChatGenerationParams, ChatResponse, ChatStreamingResponseChunk }
    from "../../src/models/index.js";\n${declarations.join("\n")}`;
  expect(errorsOf(source)).toEqual([]);
}, 60_000);
