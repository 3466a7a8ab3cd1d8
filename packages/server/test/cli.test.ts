import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cli, runCli, runShell } from "./support/cli.js";
import { startTalker, type Talker } from "./support/talker.js";
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
    const run = runCli(["chat", "-m", model, "--max-tokens", "8", "--temperature", "0", "Hello"], { env });
    expect(await run.ended).toBe(0);
    expect(run.stdout).toMatch(
      /\d+ prompt \+ 8 completion tokens · first token after [\d.]+ s · [\d.]+ tokens\/s/,
    );
  });

  test("--json prints the response and nothing else", async () => {
    const run = runCli(["chat", "-m", model, "--max-tokens", "3", "--temperature", "0", "--json", "Hello"], {
      env,
    });
    expect(await run.ended).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({
      object: "chat.completion",
      model: "local/tiny",
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

  test.each([
    [["chat", "--temperature", "warm"], /--temperature.*'warm'.*from 0 to 2/],
    [["chat", "--top-p", "0x1"], /--top-p.*'0x1'/],
    [["chat", "--port="], /--port.*''.*whole number/],
    [["serve", "--port=0x10"], /--port.*'0x10'.*from 0 to 65535/],
    [["serve", "--port", "1e3"], /--port.*'1e3'/],
    [["serve", "--cors", "foo"], /--cors.*'foo'.*origin/],
    [["serve", "--cors", "https://app.example/path"], /--cors.*origin/],
    [["serve", "--log-level", "loud"], /--log-level.*'loud'.*info/],
    [["serve", "--gpu", "fast"], /--gpu.*'fast'/],
    [["serve", "--host="], /--host.*empty/],
    [["serve", "--model="], /--model.*empty/],
    [["serve", "--api-key", "short"], /--api-key.*8 characters/],
    [["chat", "--base-url", "localhost:8787"], /--base-url.*http:/],
    [["serve", "extra"], /too many arguments/],
  ])("%j is not understood, which ends with exit code 2", async (args, message) => {
    const run = runCli([...args, "-m", "never-looked-at"], { env });
    expect(await run.ended).toBe(2);
    expect(run.output).toMatch(message);
  });

  test("--gpu without its binary blames neither the model nor the user", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0", "--gpu", "cuda"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/binary for cuda is not installed[\s\S]*without --gpu/);
    expect(run.output).not.toMatch(/damaged|^\s+at /m);
  });

  test("a folder is no model", async () => {
    const run = runCli(["chat", "-m", folder, "Hello"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/is a folder, not a model/);
  });

  test("tells of a record that can't be kept before it looks for the model", async () => {
    const inAFile = join(model, "data");
    const run = runCli(["chat", "-m", "no-such-model", "Hello"], {
      env: { ...env, OPENROUTER_DATA_DIR: inAFile },
    });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/can't be kept in .*data \(ENOTDIR\)[\s\S]*OPENROUTER_DATA_DIR/);
  });

  test("says which port is taken, before it looks for the model", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const { port } = other.address() as AddressInfo;
    const run = runCli(["chat", "-m", "no-such-model", "--port", `${port}`, "Hello"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toContain(`Port ${port} is taken`);
    expect(run.output).not.toMatch(/^\s+at /m);
    other.close();
  });
});

describe("openrouter chat with another server", () => {
  const evil = "\u001b]52;c;ZXZpbA==\u0007\u001b]0;evil\u001b\\\u001b[2Jgood\u009b1m";
  let talker: Talker;
  const chat = (question: string) =>
    runCli(["chat", "--base-url", talker.baseUrl, "--api-key", "sk-test", question], { env });

  beforeAll(async () => {
    talker = await startTalker(evil);
  });
  afterAll(() => talker.close());

  test("prints an answer without commands for the terminal", async () => {
    const run = chat("Hello");
    expect(await run.ended).toBe(0);
    expect(run.stdout).toBe("good\n");
  });

  test("prints an error without commands for the terminal", async () => {
    const run = chat("fail");
    expect(await run.ended).toBe(1);
    expect(run.raw).toContain("good");
    expect(run.raw.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
  });

  test("ends quietly when nobody reads its answer any more", async () => {
    const command = `'${process.execPath}' '${cli}' chat --base-url ${talker.baseUrl} --api-key sk-test go on`;
    const run = runShell(`set -o pipefail; ${command} | head -c 6`, { env });
    expect(await run.ended).toBe(0);
    expect(run.output).toBe("good m");
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s stops the answer and is the exit code",
    async (signal) => {
      const run = chat("go on");
      await run.printed(/good more/);
      run.child.kill(signal);
      expect(await run.ended).toBe(128 + constants.signals[signal]);
      expect(run.output).toMatch(/^good( more)+ \[stopped\]\n$/);
    },
  );
});

describe("openrouter serve", () => {
  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "prints its address, answers, and ends with 0 on %s",
    async (signal) => {
      const run = runCli(["serve", "-m", model, "--port", "0", "--json", "--log-level", "silent"], { env });
      const { url, baseUrl, models } = JSON.parse(await run.printed(/\}\s*$/));
      expect(models).toEqual(["local/tiny"]);
      expect((await fetch(`${url}/health`)).status).toBe(200);
      const answer = await fetch(`${baseUrl}/chat/completions`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ model: "tiny", max_tokens: 2, messages: [{ role: "user", content: "Hi" }] }),
      });
      expect(answer.status).toBe(200);
      run.child.kill(signal);
      expect(await run.ended).toBe(0);
    },
  );

  test("says what a request for embeddings will have fetched, unless there are to be none", async () => {
    const serve = ["serve", "-m", model, "--port", "0", "--log-level", "silent"];
    const offering = runCli(serve, { env });
    await offering.printed(/Models +local\/tiny/);
    expect(offering.output).toMatch(
      /all-MiniLM-L6-v2: 91 MB to fetch, once, into .+ \(licence Apache-2\.0\), with the first request for embeddings/,
    );
    offering.child.kill("SIGTERM");
    expect(await offering.ended).toBe(0);
    const without = runCli([...serve, "--no-embeddings"], { env });
    const [, url] = (await without.printed(/API +(http:\S+)[\s\S]*Models/)).match(/API +(http:\S+)/)!;
    expect(without.output).not.toContain("MiniLM");
    const body = JSON.stringify({ input: "Hello" });
    const headers = { "Content-Type": "application/json" };
    expect((await fetch(`${url}/embeddings`, { method: "POST", headers, body })).status).toBe(404);
    without.child.kill("SIGTERM");
    expect(await without.ended).toBe(0);
  });

  // The engine's process is found in /proc, which only Linux has.
  test.skipIf(process.platform !== "linux")("SIGTERM ends it while a model loads", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0"], { env });
    const { pid } = run.child;
    let engine: number | undefined;
    while (!engine) {
      engine = Number((await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).split(" ")[0]);
    }
    // It loads for ever.
    process.kill(engine, "SIGSTOP");
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(128 + constants.signals.SIGTERM);
    expect(run.output).toBe("Stopped.\n");
    expect(() => process.kill(engine, 0)).toThrow(/ESRCH/);
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

  test("a second signal ends it at once, with exit code 1", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0", "--json", "--grace", "600"], { env });
    const { url, baseUrl } = JSON.parse((await run.printed(/\{"url".*\}/)).match(/\{"url".*\}/)![0]);
    const answer = await fetch(`${baseUrl}/chat/completions`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        // More than the connection holds: it is not at its end before somebody reads it.
        n: 8,
        logprobs: true,
        top_logprobs: 20,
        logit_bias: { 0: -100, 2: -100 },
        stream: true,
        messages: [{ role: "user", content: "Go" }],
      }),
    });
    const reader = answer.body!.getReader();
    await reader.read();
    run.child.kill("SIGTERM");
    await expect.poll(() => listens(url), { timeout: 30_000 }).toBe(false);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(1);
    await reader.cancel().catch(() => {});
  });

  test("takes the keys of the environment and those of --api-key", async () => {
    const run = runCli(["serve", "-m", model, "--port", "0", "--json", "--api-key", "key-of-option"], {
      env: { ...env, OPENROUTER_SERVER_API_KEYS: "key-of-environment, another-key" },
    });
    const { baseUrl } = JSON.parse((await run.printed(/\{"url".*\}/)).match(/\{"url".*\}/)![0]);
    const status = async (key: string) => {
      const answer = await fetch(`${baseUrl}/chat/completions`, {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
        body: JSON.stringify({ max_tokens: 1, messages: [{ role: "user", content: "Hi" }] }),
      });
      await answer.text();
      return answer.status;
    };
    const keys = ["key-of-option", "key-of-environment", "another-key", "key-of-nobody"];
    expect(await Promise.all(keys.map(status))).toEqual([200, 200, 200, 401]);
    run.child.kill("SIGTERM");
    expect(await run.ended).toBe(0);
  });

  test("says what is wrong with the keys of the environment", async () => {
    const run = runCli(["serve", "-m", model], { env: { ...env, OPENROUTER_SERVER_API_KEYS: "short" } });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/OPENROUTER_SERVER_API_KEYS: .*8 characters/);
  });

  test("refuses to listen to the network without a key, before it looks for the model", async () => {
    const run = runCli(["serve", "-m", "no-such-model", "--port", "0", "--host", "0.0.0.0"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/key/i);
    expect(run.output).not.toMatch(/^\s+at /m);
  });
});

/** Whether a new connection is taken; those that are open already may live on. */
function listens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
