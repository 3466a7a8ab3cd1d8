import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { deepPaths } from "../entry-points.mjs";
import { cloud } from "./support/cloud.js";
import { run } from "./support/programs.js";
import { serve } from "./support/server.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${root}/package.json`, "utf8"));

const command = async (name: string, ...args: string[]) => {
  const { stdout } = await promisify(execFile)(`${root}/../../node_modules/.bin/${name}`, args, {
    cwd: root,
  });
  return stdout;
};

test("publint finds nothing", { timeout: 120_000 }, async () => {
  expect(await command("publint", "--strict", ".")).toContain("All good!");
});

test("are the types wrong? They are not, for no entry point and no resolution", {
  timeout: 120_000,
}, async () => {
  expect(await command("attw", "--pack", ".")).toContain("No problems found");
});

test("the package promises what it should", () => {
  expect(manifest).toMatchObject({ sideEffects: false });
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.scripts).not.toHaveProperty("install");
  expect(manifest.scripts).not.toHaveProperty("postinstall");
});

describe("entry points", () => {
  test("stand in the manifest as the script writes them", async () => {
    const script = fileURLToPath(new URL("../../../scripts/sdk-exports.mjs", import.meta.url));
    await promisify(execFile)(process.execPath, [script, "--check"]);
  });

  const entries: Record<string, string[]> = {
    "": ["OpenRouter", "HTTPClient", "EventStream", "ServerList", "textDeltas", "collectChat"],
    "/core": ["OpenRouterCore"],
    "/funcs/chatSend": ["chatSend"],
    "/funcs/chatParse": ["chatParse"],
    "/funcs/modelsList": ["modelsList"],
    "/funcs/modelsCount": ["modelsCount"],
    "/funcs/endpointsList": ["endpointsList"],
    "/funcs/generationsGetGeneration": ["generationsGetGeneration"],
    "/funcs/creditsGetCredits": ["creditsGetCredits"],
    "/funcs/apiKeysGetCurrentKeyMetadata": ["apiKeysGetCurrentKeyMetadata"],
    "/funcs/providersList": ["providersList"],
    "/structured-output": ["jsonSchema", "chatParse", "parseAnswer", "ParsedStream", "StructuredOutputError"],
    "/react-query": ["OpenRouterProvider", "useChatSendMutation"],
    "/react-query/chatSend": ["useChatSendMutation"],
    "/react-query/modelsList": ["useModelsList"],
    "/react-query/modelsCount": ["useModelsCount"],
    "/react-query/endpointsList": ["useEndpointsList"],
    "/react-query/generationsGetGeneration": ["useGenerationsGetGeneration"],
    "/react-query/creditsGetCredits": ["useCreditsGetCredits"],
    "/react-query/apiKeysGetCurrentKeyMetadata": ["useApiKeysGetCurrentKeyMetadata"],
    "/react-query/providersList": ["useProvidersList"],
    "/vue": ["useChat", "useChatSession"],
    "/svelte": ["useChat", "useChatSession"],
    "/solid": ["useChat", "useChatSession"],
    "/opentelemetry": ["tracedFetcher"],
    "/chat-session": ["createChatSession"],
    "/tools": ["runTools", "tool", "stepCountIs", "tokensUsed", "costReaches", "toolCalled", "ToolError"],
    "/testing": ["startTestServer", "text", "toolCalls", "faults", "recorded", "manualStream"],
    "/server": ["createRouteHandler", "toNodeListener", "toResponse", "toSSE", "encodeChatChunk"],
    "/models": ["Effort", "ProviderName", "Quantization", "ChatCompletionFinishReason"],
    "/models/operations": [],
    "/models/errors": ["ChatError", "OpenRouterDefaultError", "OpenRouterError", "SDKValidationError"],
    "/types": [],
    "/types/fp": ["OK", "ERR", "unwrap", "unwrapAsync"],
  };

  test("are these and no others", () => {
    const paths = Object.keys(manifest.exports).map((path) => path.slice(1).replace(/\.js$/, ""));
    expect(new Set(paths)).toEqual(
      new Set([
        ...Object.keys(entries),
        ...Object.keys(deepPaths).map((path) => path.slice(1)),
        ...["/react-query/useChat", "/package.json"],
      ]),
    );
  });

  test.each([
    ["import", ""],
    ["require", ""],
    // Where `require` can't load ES modules, the CommonJS files are used.
    ["require", "--no-experimental-require-module"],
  ])("load by %s, with and without .js %s", async (how, options) => {
    // Svelte itself is ES modules only.
    const loadable = Object.entries(entries).filter(([path]) => path !== "/svelte" || !options);
    const paths = loadable.flatMap(([path, names]) =>
      (path ? [path, `${path}.js`] : [path]).map((each) => [`@openrouter/sdk${each}`, names] as const),
    );
    const load = how === "import" ? "await import(path)" : "createRequire(import.meta.url)(path)";
    const { stdout, stderr } = await run(
      `import { createRequire } from "node:module";
       for (const [path, names] of ${JSON.stringify(paths)}) {
         const module = ${load};
         for (const name of names) if (!(name in module)) console.log(path, "lacks", name);
       }
       console.log("done");`,
      { NODE_OPTIONS: options },
    );
    expect({ stdout, stderr }).toEqual({ stdout: "done\n", stderr: "" });
  });

  test("give one set of error classes, even by import and require at once", async () => {
    const { url } = await serve(cloud);
    const { stdout, stderr } = await run(
      `import { createRequire } from "node:module";
       import * as ours from "@openrouter/sdk/models/errors";
       const require = createRequire(import.meta.url);
       const theirs = require("@openrouter/sdk/models/errors");
       const { OpenRouter } = require("@openrouter/sdk");
       class Mine extends ours.ChatError {}
       const error = await new OpenRouter().chat.send({ messages: [], model: "m" }).catch((e) => e);
       const names = Object.keys(ours).filter((name) => error instanceof ours[name]);
       console.log(ours.ChatError === theirs.ChatError, error instanceof theirs.ChatError, names.join());
       console.log(error instanceof Mine, [{}, null, 1, new Error()].some((v) => v instanceof ours.SDKError));`,
      { OPENROUTER_BASE_URL: url },
    );
    expect({ stdout, stderr }).toEqual({
      stdout: "true true ChatError,OpenRouterError,SDKError\nfalse false\n",
      stderr: "",
    });
  });
});

/** What a bundler makes of a program for browsers. */
async function bundle(program: string, format: "esm" | "iife" = "esm") {
  const result = await build({
    stdin: { contents: program, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    platform: "browser",
    format,
    globalName: "sdk",
    logLevel: "silent",
  });
  const code = result.outputFiles[0]!.text;
  return { code, gzipped: gzipSync(code, { level: 9 }).length };
}

const standalone = `
  export { OpenRouterCore } from "@openrouter/sdk/core.js";
  export { chatSend } from "@openrouter/sdk/funcs/chatSend.js";`;

describe("the bundle for a browser", () => {
  // In bytes, gzipped. The budgets, 8.5 KB for the function and 11 KB for the client, are not met; this keeps what is.
  test.each([
    ["the standalone function", standalone, 10_050],
    ["the whole client", 'export { OpenRouter } from "@openrouter/sdk";', 12_250],
  ])("of %s does not grow", async (_, program, limit) => {
    expect((await bundle(program)).gzipped).toBeLessThanOrEqual(limit);
  });

  test("of the standalone function has no part of what it does not use", async () => {
    const { code } = await bundle(standalone);
    expect(code).toContain("/chat/completions");
    expect(code).not.toMatch(/addHook|createChatSession|useMutation|textDeltas|~standard|credits/);
  });

  test("of an import that is not used is empty", async () => {
    expect(
      (await bundle('import "@openrouter/sdk"; import "@openrouter/sdk/models/errors";')).code.trim(),
    ).toBe("");
  });
});

test("runs where there is the web's API and nothing of Node", async () => {
  const { url } = await serve(cloud);
  const { code } = await bundle(standalone, "iife");
  const web = {
    ...{ AbortController, Blob, fetch, Headers, performance, ReadableStream, Request, Response },
    ...{ setTimeout, clearTimeout, TextDecoder, URL },
  };
  const context = createContext({ ...web, url });
  expect(runInContext("[typeof process, typeof Buffer, typeof require, typeof global].join()", context)).toBe(
    "undefined,undefined,undefined,undefined",
  );
  const program = `(async () => {
    const client = new sdk.OpenRouterCore({ serverURL: url, apiKey: "k" });
    const request = { model: "m", messages: [{ role: "user", content: "Hi" }] };
    const whole = await sdk.chatSend(client, request);
    const { value } = await sdk.chatSend(client, { ...request, stream: true }, { timeoutMs: 10000 });
    let text = "";
    for await (const chunk of value) text += chunk.choices[0].delta.content;
    const refused = await sdk.chatSend(client, { ...request, messages: [] });
    return [whole.value.choices[0].message.content, text, refused.error.name].join();
  })()`;
  expect(await runInContext(`${code};${program}`, context)).toBe("Paris,Paris,ChatError");
});
