import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cli, runShell } from "./support/cli.js";
import { startTalker, type Talker } from "./support/talker.js";

let folder: string;
let env: NodeJS.ProcessEnv;
let talker: Talker;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-logs-"));
  talker = await startTalker("Well");
  config = join(folder, "openrouter.yaml");
  const providers = [{ slug: "talker", type: "openai", base_url: talker.baseUrl }];
  const models = [{ id: "some/talker", endpoints: [{ provider: "talker", model: "talker" }] }];
  await writeFile(config, JSON.stringify({ providers, models }));
  env = { ...process.env, OPENROUTER_DATA_DIR: folder, OPENROUTER_CACHE_DIR: folder, NO_COLOR: "1" };
});
afterAll(async () => {
  await talker.close();
  await rm(folder, { recursive: true });
});

const args = () => ["serve", "--config", config, "--port", "0", "--json", "--log-prompts"];

async function ask(baseUrl: string, content: string): Promise<number> {
  const response = await fetch(`${baseUrl}/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ messages: [{ role: "user", content }], model: "some/talker", stream: true }),
  });
  await response.text();
  return response.status;
}

async function dropped(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^openrouter_log_lines_dropped_total (\d+)$/m.exec(text)?.[1]);
}

function started(child: ChildProcess): Promise<{ url: string; baseUrl: string }> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout!.setEncoding("utf8").on("data", (part) => {
      text += part;
      if (text.includes("\n")) resolve(JSON.parse(text));
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${code}`)));
  });
}

// A device that is always full is what Linux has.
test.skipIf(process.platform !== "linux")(
  "a full disk under the log drops lines, counted, and nothing else",
  async () => {
    const command = ["exec", `'${process.execPath}'`, `'${cli}'`, ...args()].join(" ");
    const { child, ended } = runShell(`${command} 2>/dev/full`, { env });
    const { url, baseUrl } = await started(child);
    expect(await ask(baseUrl, "Hello")).toBe(200);
    await expect.poll(() => dropped(url), { timeout: 30_000 }).toBeGreaterThan(0);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  },
);

test("a log that nobody reads stops neither answers nor the end", async () => {
  // Its standard error is a pipe that is never read.
  const child = spawn(process.execPath, [cli, ...args()], { env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const { url, baseUrl } = await started(child);
  const long = "word ".repeat(50_000);
  for (let count = 0; count < 8; count++) expect(await ask(baseUrl, long)).toBe(200);
  expect(await dropped(url)).toBeGreaterThan(0);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  child.stderr.destroy();
});
