import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const config = join(root, "tsconfig.test.json");

/**
 * What TypeScript says about source texts as if they were files in the tests' folder, under the project's
 * settings, with `@openrouter/sdk` being the sources.
 */
export function typeErrors(sources: Record<string, string>): string[] {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config,
    ts.sys,
    root,
  );
  const settings: ts.CompilerOptions = {
    ...options,
    noEmit: true,
    paths: {
      "@openrouter/sdk": [join(root, "src/index.ts")],
      "@openrouter/sdk/react-query": [join(root, "src/react-query/index.ts")],
      "@openrouter/sdk/chat-session": [join(root, "src/chat-session/index.ts")],
      "@openrouter/sdk/models": [join(root, "src/models/index.ts")],
      "@openrouter/sdk/*.js": [join(root, "src/*.ts")],
    },
  };
  const folder = join(dirname(config), "test/react");
  const files = new Map(Object.entries(sources).map(([name, text]) => [join(folder, name), text]));
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, target, ...rest) => {
    const text = files.get(name);
    return text === undefined
      ? getSourceFile(name, target, ...rest)
      : ts.createSourceFile(name, text, target);
  };
  const program = ts.createProgram([...files.keys()], settings, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start ?? 0).line + 1 : 0;
    const where = file ? `${relative(folder, file.fileName)}:${line}` : "";
    return `${where} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}
