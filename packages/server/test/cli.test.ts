import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Run, runCli, runCliInTerminal } from "./support/cli.js";
import { writeTinyModel } from "./support/tiny-model.js";

let folder: string;
let model: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-"));
  model = join(folder, "tiny.gguf");
  await writeTinyModel(model);
  env = { ...process.env, OPENROUTER_DATA_DIR: folder, OPENROUTER_CACHE_DIR: folder, NO_COLOR: "1" };
  delete env.OPENROUTER_MODEL_PATH;
});
afterAll(() => rm(folder, { recursive: true }));

describe("openrouter chat", () => {
  test("answers and ends where there is no terminal", async () => {
    const run = runCli(["chat", "-m", model, "--max-tokens", "8", "Hello"], { env });
    expect(await run.ended).toBe(0);
    expect(run.stdout).toMatch(
      /\d+ prompt \+ 8 completion tokens · first token after [\d.]+ s · [\d.]+ tokens\/s/,
    );
  });

  test("--json prints the response and nothing else", async () => {
    const run = runCli(["chat", "-m", model, "--max-tokens", "3", "--json", "Hello"], { env });
    expect(await run.ended).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      object: "chat.completion",
      model: "tiny",
      choices: [{ finishReason: "length" }],
      usage: { completionTokens: 3 },
    });
  });

  test("gives the same answer for the same seed", async () => {
    const ask = async () => {
      const args = ["chat", "-m", model, "--max-tokens", "12", "--temperature", "1", "--seed", "7", "--json"];
      const run = runCli(args, { env });
      await run.ended;
      return JSON.parse(run.stdout).choices;
    };
    expect(await ask()).toEqual(await ask());
  });

  test.each([
    [["-m", "no-such-model"], /no model named "no-such-model"[\s\S]*smollm2-135m-instruct/],
    [["-m", "missing.gguf"], /missing\.gguf does not exist[\s\S]*Check the path/],
    [["--base-url", "http://127.0.0.1:9/api/v1"], /127\.0\.0\.1:9/],
  ])("%s ends with one message and exit code 1", async (args, message) => {
    const run = runCli(["chat", ...args, "Hello"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(message);
    expect(run.output).not.toMatch(/^\s+at /m);
    expect(run.stdout).toBe("");
  });

  test("says what to do about a damaged model", async () => {
    const damaged = join(folder, "damaged.gguf");
    await writeFile(damaged, (await readFile(model)).subarray(0, 100_000));
    const run = runCli(["chat", "-m", damaged, "Hello"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/damaged\.gguf can't be used[\s\S]*fetch it again/);
    expect(run.output).not.toMatch(/^\s+at /m);
  });

  test("what is not understood ends with exit code 2", async () => {
    const run = runCli(["chat", "--temperature", "warm", "Hello"], { env });
    expect(await run.ended).toBe(2);
    expect(run.output).toMatch(/--temperature.*'warm'.*from 0 to 2/);
  });

  test("says which port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const run = runCli(["chat", "-m", model, "--port", `${port}`, "Hello"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toContain(`Port ${port} is taken`);
    expect(run.output).not.toMatch(/^\s+at /m);
    other.close();
  });
});

const terminal = (() => {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
})();

// Needs a pseudo-terminal, which only util-linux `script` gives without a native module.
describe.skipIf(!terminal)("openrouter chat in a terminal", () => {
  const ctrlC = "\x03";

  const start = (...args: string[]): Run => runCliInTerminal(["chat", "-m", model, ...args], { env });

  test("remembers the conversation and leaves on Ctrl-D", async () => {
    const run = start("--max-tokens", "4");
    await run.printed(/you › /);
    run.child.stdin?.write("Hello\r");
    const [, first] = (await run.printed(/(\d+) prompt \+/)).match(/(\d+) prompt \+/)!;
    await run.printed(/tokens\/s[\s\S]*you › /);
    run.child.stdin?.write("And you?\r");
    const both = await run.printed(/prompt \+[\s\S]*prompt \+/);
    const [, second] = both.match(/prompt \+[\s\S]*?(\d+) prompt \+/)!;
    expect(Number(second)).toBeGreaterThan(Number(first) + 4);
    await run.printed(/prompt \+[\s\S]*prompt \+[\s\S]*you › /);
    run.child.stdin?.write("\x04");
    expect(await run.ended).toBe(0);
  });

  test("Ctrl-C stops the answer, a second one leaves", async () => {
    const run = start("--max-tokens", "100000", "--seed", "3", "Go");
    await run.printed(/you › Go\s+\S/);
    run.child.stdin?.write(ctrlC);
    await run.printed(/\[stopped\][\s\S]*you › /);
    run.child.stdin?.write(ctrlC);
    expect(await run.ended).toBe(0);
  });
});

describe("openrouter serve", () => {
  test("prints its address, answers, and ends with 0 on SIGTERM", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0", "--json", "--log-level", "silent"], { env });
    const { url, baseUrl, models } = JSON.parse(await run.printed(/\}\s*$/));
    expect(models).toEqual(["tiny"]);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    const answer = await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ model: "tiny", max_tokens: 2, messages: [{ role: "user", content: "Hi" }] }),
    });
    expect(answer.status).toBe(200);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(0);
  });

  test("lets a running answer finish", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0", "--json", "--log-level", "silent"], { env });
    const { baseUrl } = JSON.parse(await run.printed(/\}\s*$/));
    const answer = await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ max_tokens: 300, stream: true, messages: [{ role: "user", content: "Hi" }] }),
    });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? "";
    run.child.kill("SIGTERM");
    for (let read = await reader.read(); !read.done; read = await reader.read()) text += read.value;
    expect(text.trimEnd()).toMatch(/"finish_reason":"(length|stop)"[\s\S]*data: \[DONE\]$/);
    expect(await run.ended).toBe(0);
  });

  test("refuses to listen to the network without a key", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0", "--host", "0.0.0.0"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/key/i);
    expect(run.output).not.toMatch(/^\s+at /m);
  });
});

describe("openrouter models", () => {
  test("lists the catalogue as JSON", async () => {
    const run = runCli(["models", "--json"], { env });
    expect(await run.ended).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject([{ name: "smollm2-135m-instruct", path: null }]);
  });

  test("refuses names that it does not have", async () => {
    const run = runCli(["models", "pull", "gpt-9"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/no model named "gpt-9"[\s\S]*smollm2-135m-instruct/);
  });
});
