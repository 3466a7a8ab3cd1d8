import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { expect, onTestFinished, test, vi } from "vitest";
import { cloud } from "../support/cloud.js";
import { compile } from "../support/programs.js";
import { question } from "../support/request.js";
import { serve } from "../support/server.js";

const page = readFileSync(new URL("../../../../docs/route-handler.md", import.meta.url), "utf8");
const snippets = Object.fromEntries(
  [...page.matchAll(/^```ts (\w+)\n(.*?)^```$/gms)].map(([, name = "", text = ""]) => [name, text]),
);
const folder = fileURLToPath(new URL("../../.cache/", import.meta.url));

/** The exports of a snippet, with its environment as that of this process. */
async function load(name: string) {
  const { url, received } = await serve(cloud);
  vi.stubEnv("OPENROUTER_BASE_URL", url);
  vi.stubEnv("OPENROUTER_API_KEY", "sk-or-test");
  vi.stubEnv("PORT", "0");
  onTestFinished(() => void vi.unstubAllEnvs());
  mkdirSync(folder, { recursive: true });
  const path = mkdtempSync(join(folder, "guide-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  const { code } = await transform(snippets[name]!, { loader: "ts", format: "esm" });
  writeFileSync(join(path, "snippet.mjs"), code);
  return { module: await import(pathToFileURL(join(path, "snippet.mjs")).href), received };
}

const body = { ...question, model: "openai/gpt-5-mini" };
const request = (content: unknown = body) =>
  new Request("http://localhost/api/v1/chat/completions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(content),
  });

test("every snippet compiles", { timeout: 120_000 }, () => {
  expect(Object.keys(snippets)).toEqual(["next", "page", "hono", "fetch", "worker", "node", "own"]);
  expect(
    compile(Object.fromEntries(Object.entries(snippets).map(([name, text]) => [`${name}.ts`, text]))),
  ).toEqual([]);
});

test.each<[string, (exported: never) => (request: Request) => Promise<Response>]>([
  ["next", ({ POST }: { POST: (request: Request) => Promise<Response> }) => POST],
  ["hono", ({ default: app }: { default: { fetch: (request: Request) => Promise<Response> } }) => app.fetch],
  ["fetch", ({ default: app }: { default: { fetch: (request: Request) => Promise<Response> } }) => app.fetch],
  [
    "worker",
    ({ default: app }: { default: { fetch: (request: Request, env: object) => Promise<Response> } }) =>
      (request) =>
        app.fetch(request, { OPENROUTER_API_KEY: "sk-or-test" }),
  ],
])("the handler for %s answers, whole and streamed", async (name, handlerOf) => {
  const { module, received } = await load(name);
  const handler = handlerOf(module as never);
  expect(await (await handler(request())).text()).toContain("Paris");
  const streamed = await handler(request({ ...body, stream: true }));
  expect(await streamed.text()).toMatch(/"content":"Par".*data: \[DONE\]\n\n$/s);
  expect(received.map(({ headers }) => headers.authorization)).toEqual(Array(2).fill("Bearer sk-or-test"));
});

test("the server for Node answers, and the program of the page reads it", async () => {
  const { module } = await load("node");
  const server = module.server as Server;
  onTestFinished(() => void server.close());
  if (!server.listening) await once(server, "listening");
  vi.stubGlobal("location", { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  onTestFinished(() => void vi.unstubAllGlobals());
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  await load("page");
  expect(log.mock.calls.flat()).toEqual(["Par", "is"]);
});

test("a route of one's own streams on", async () => {
  const { module } = await load("own");
  expect(await (await module.POST(request({ question: "Why?" }))).text()).toContain('"content":"Par"');
});
