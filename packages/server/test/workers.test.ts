import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { provider } from "./router/support.js";
import { sentence } from "./router/wall/answers.js";
import { Wall } from "./router/wall/wall.js";
import { ask, askStreamed } from "./support/chat.js";
import { type Run, runCli } from "./support/cli.js";

let folder: string;
let wall: Wall;
let run: Run;
let server: { url: string };
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "workers-"));
  env = { ...process.env, OPENROUTER_DATA_DIR: folder, OPENROUTER_CACHE_DIR: folder };
  wall = await Wall.start();
  const config = join(folder, "openrouter.yaml");
  const models = [{ id: "acme/large", endpoints: [{ provider: "alpha", model: "good" }] }];
  await writeFile(config, JSON.stringify({ providers: [provider("alpha", wall.baseUrl)], models }));
  run = runCli(["serve", "--workers", "2", "--config", config, "--port", "0", "--json"], { env });
  await run.printed(/"baseUrl"/);
  server = JSON.parse(run.stdout.trim());
});
afterAll(async () => {
  run.child.kill();
  await run.ended;
  await wall.close();
  await rm(folder, { recursive: true });
});

// Each request comes by a connection of its own.
const alone = { headers: { connection: "close" } };
/** The processes that have written a line about a request. */
const processes = () =>
  new Set([...run.output.matchAll(/"pid":(\d+)[^\n]*"msg":"request"/g)].map(([, id]) => id));

describe("openrouter serve --workers", () => {
  let asked = 0;

  test("answers from several processes at one address", async () => {
    // Connections go round; a busy machine may give one process several in a row.
    while (processes().size < 2 && asked < 200) {
      asked++;
      const { body } = await ask(server, { model: "acme/large" }, alone);
      expect(body.choices[0].message.content).toBe(sentence);
    }
    expect(processes().size).toBe(2);
    asked++;
    expect((await askStreamed(server, { model: "acme/large" }, alone)).text).toBe(sentence);
  });

  test("adds up what all of them have counted", async () => {
    const response = await fetch(`${server.url}/metrics`, alone);
    const counted = /openrouter_generations_total\{[^}]*finish_reason="stop"[^}]*\} (\d+)/.exec(
      await response.text(),
    );
    expect(Number(counted?.[1])).toBe(asked);
  });

  test("knows a generation in every process, once it is written", async () => {
    const { body } = await ask(server, { model: "acme/large" }, alone);
    const known = async () => (await fetch(`${server.url}/api/v1/generation?id=${body.id}`, alone)).status;
    const options = { timeout: 30_000, interval: 10 };
    await expect
      .poll(async () => [await known(), await known(), await known()], options)
      .toEqual([200, 200, 200]);
  });

  test("replaces a process that ends", { timeout: 120_000 }, async () => {
    const [victim] = processes();
    process.kill(Number(victim), "SIGKILL");
    // What was handed to the process in the moment of its death is answered by nobody: whoever asks must ask again.
    const again = async () => {
      const signal = AbortSignal.timeout(2_000);
      await ask(server, { model: "acme/large" }, { ...alone, signal }).catch(() => {});
      return processes().size;
    };
    await expect.poll(again, { timeout: 100_000, interval: 100 }).toBe(3);
  });

  test("ends with all its processes", async () => {
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(0);
    await expect(fetch(server.url)).rejects.toThrow();
  });

  test("is for routing only, and says so", async () => {
    const refused = runCli(["serve", "--workers", "2", "--port", "0", "--model", "any"], { env });
    expect(await refused.ended).toBe(1);
    expect(refused.output).toContain("--workers is for routing");
  });
});
