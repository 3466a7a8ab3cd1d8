// The built package in every runtime that a package registry brings. One line a host.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { findChromium, launchChromium, noChromium } from "../../../../test-support/chromium.js";
import { outputOf } from "../support/programs.js";
import { chunk, closedPort, completion, type Handler, json, serve } from "../support/server.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const binaries = {
  "node-20": "node-20/bin/node",
  "node-22": "node-22/bin/node",
  "node-24": "node-24/bin/node",
  bun: "@oven/bun-linux-x64/bin/bun",
  deno: "@deno/linux-x64-glibc/deno",
};
type Runtime = keyof typeof binaries;

/** The runtimes are a gigabyte: they are installed when this test runs first, not with the workspace. */
beforeAll(() => {
  if (existsSync(modules)) return;
  const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--force"];
  const { status, stderr } = spawnSync("npm", args, { cwd: here, encoding: "utf8" });
  if (status !== 0) throw new Error(`The hosts could not be installed: ${stderr}`);
}, 600_000);

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;

/** Answers of `endless` that someone reads, and who waits until nobody does. */
const endless = new Set<ServerResponse>();
let whenLeft = () => {};

/** What a request of `check.mjs` and `route.mjs` gets, by its model. */
const script: Handler = (response, request, count) => {
  if (request.url.endsWith("/left")) {
    whenLeft = () => void (endless.size || response.end("left"));
    return whenLeft();
  }
  response.setHeader("access-control-allow-origin", "*");
  if (request.url.endsWith("/models/count")) return json({ data: { count: 7 } })(response, request, count);
  const { model, stream } = JSON.parse(request.body || "{}");
  if (model === "hang") return;
  if (model === "bad") return json({ error: { code: 400, message: "no" } }, 400)(response, request, count);
  if (!stream) {
    if (model === "cut") return response.socket?.destroy();
    return json({ ...completion("Paris"), model: "m" })(response, request, count);
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const error = event({ error: { code: 429, message: "slow down" } });
  if (model === "first") return response.end(`: wait\n\n${error}`);
  response.write(event({ ...chunk("Par"), model: "m" }));
  if (model === "endless") {
    endless.add(response);
    response.on("close", () => {
      endless.delete(response);
      whenLeft();
    });
    return;
  }
  if (model === "later") return response.end(error);
  if (model === "cut") return setTimeout(() => response.socket?.destroy(), 30);
  return response.end(`${event(chunk("is", "stop"))}data: [DONE]\n\n`);
};

async function servers() {
  const { url } = await serve(script);
  return { url, closed: `${await closedPort()}/api/v1` };
}

/** Runs a program of this folder in a runtime and answers the faults that it prints. */
async function faultsIn(runtime: Runtime | "this", program: string, ...args: string[]): Promise<string[]> {
  const binary = runtime === "this" ? process.execPath : join(modules, binaries[runtime]);
  const before = runtime === "deno" ? ["run", "--allow-all", "--quiet"] : [];
  const { stdout, stderr } = await outputOf(binary, [...before, join(here, program), ...args], { cwd: here });
  const line = stdout.split("\n").find((text) => text.startsWith("["));
  return line ? JSON.parse(line) : [`it printed no result: ${stdout}${stderr}`];
}

/** A program of this folder with all it imports, as one script. */
async function bundled(program: string): Promise<string> {
  const options = { bundle: true, write: false, format: "esm", platform: "browser" } as const;
  const result = await build({ ...options, entryPoints: [join(here, program)], logLevel: "error" });
  return result.outputFiles[0]!.text;
}

const has = (runtime: Runtime) => existsSync(join(modules, binaries[runtime]));
const linux = process.platform === "linux" && process.arch === "x64";

describe.skipIf(!linux)("runtimes that come as packages for Linux on x64", () => {
  test.each(["node-20", "node-22", "node-24", "bun", "deno"] as const)("%s", async (runtime) => {
    expect(has(runtime)).toBe(true);
    const { url, closed } = await servers();
    expect(await faultsIn(runtime, "main.mjs", url, closed)).toEqual([]);
    expect(await faultsIn(runtime, "route-main.mjs", url)).toEqual([]);
  });

  test("workerd", async () => {
    const cache = join(here, "../../.cache");
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, "workerd-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [worker, route] = ["worker.mjs", "route-worker.mjs"].map((name) => join(folder, name));
    writeFileSync(worker!, await bundled("worker.mjs"));
    writeFileSync(route!, await bundled("route-worker.mjs"));
    const { url, closed } = await servers();
    // miniflare needs Node 22.
    expect(await faultsIn("node-22", "workerd.mjs", worker!, url, closed)).toEqual([]);
    expect(await faultsIn("node-22", "route-workerd.mjs", route!, url)).toEqual([]);
  });
});

describe("hosts in Node.js", () => {
  test("React Native's lacks", async () => {
    const { url, closed } = await servers();
    expect(await faultsIn("this", "react-native.mjs", url, closed)).toEqual([]);
  });

  test.each(["all", "abort"])("happy-dom: %s", async (which) => {
    const { url, closed } = await servers();
    expect(await faultsIn("this", "happy-dom.mjs", url, closed, which)).toEqual([]);
  });

  test("jest with jsdom", async () => {
    const { url, closed } = await servers();
    const args = [join(modules, "jest/bin/jest.js"), "--config", join(here, "jest/jest.config.cjs")];
    const env = { ...process.env, SDK_TEST_URL: url, SDK_TEST_CLOSED: closed };
    const { status, stderr } = await outputOf(process.execPath, args, { cwd: here, env });
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });
});

const chromium = findChromium();
if (!chromium) console.warn(`Skipped: ${noChromium}`);

describe.skipIf(!chromium)("Chromium", { timeout: 60_000 }, () => {
  test.each(["page", "service worker"])("%s", async (where) => {
    const code = await bundled("browser.mjs");
    const { url } = await serve((response, request, count) => {
      if (request.url.startsWith("/api/")) return script(response, request, count);
      const isScript = request.url.endsWith(".js");
      response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
      response.end(isScript ? code : '<!doctype html><link rel="icon" href="data:,">');
    });
    const closed = `${await closedPort()}/api/v1`;
    const browser = await launchChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    await page.goto(new URL("/", url).href);
    await page.addScriptTag({ url: "/page.js", type: "module" });
    const faults = await page.evaluate(
      async ([where, url, closed]) => {
        if (where === "page") {
          return (globalThis as unknown as { checkHost(...args: unknown[]): unknown }).checkHost(url, closed);
        }
        await navigator.serviceWorker.register("/worker.js", { type: "module" });
        const { active } = await navigator.serviceWorker.ready;
        return new Promise((resolve) => {
          navigator.serviceWorker.onmessage = ({ data }) => resolve(data);
          navigator.serviceWorker.startMessages();
          active?.postMessage({ url, closed });
        });
      },
      [where, url, closed] as const,
    );
    expect(faults).toEqual([]);
  });
});
