import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultModel } from "../src/model-files/index.js";
import { runCli } from "./support/cli.js";
import { sendFile, sha256, startHub, type TestHub } from "./support/hub.js";

const content = Buffer.concat([Buffer.from("GGUF"), randomBytes(3_000_000)]);

let folder: string;
let hub: TestHub;
let env: NodeJS.ProcessEnv;
let path: string;
let partial: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-models-"));
  hub = await startHub({
    "acme/tiny": { files: { "tiny.gguf": content }, licence: "mit" },
    "evil/\u001b[2Jname": { files: {}, licence: "\u001b]0;x\u0007mit" },
  });
  env = {
    ...process.env,
    OPENROUTER_CACHE_DIR: folder,
    HF_ENDPOINT: hub.url,
    NO_COLOR: "1",
    PIP_NO_INDEX: "1",
    PIP_FIND_LINKS: folder,
  };
  delete env.OPENROUTER_MODEL_PATH;
  delete env.HF_TOKEN;
  path = join(folder, "models/hub/acme/tiny/tiny.gguf");
  partial = `${path}.${sha256(content).slice(0, 12)}.partial`;
});
afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true, force: true });
});

const pull = () => runCli(["models", "pull", "hf:acme/tiny"], { env });

/** Has the hub send the beginning of the file and no more; resolves with the response when it has been read. */
function stallFirst(bytes: number): Promise<ServerResponse> {
  return new Promise((resolve) => {
    hub.serveFile = (whole, _request, response) => {
      hub.serveFile = sendFile;
      response.writeHead(200, { "Content-Length": whole.length });
      response.write(whole.subarray(0, bytes), () => resolve(response));
    };
  });
}

const partialSize = () =>
  stat(partial).then(
    ({ size }) => size,
    () => 0,
  );

describe("openrouter models pull", () => {
  test("fetches a model of the hub and says where it is", async () => {
    const run = pull();
    expect(await run.ended).toBe(0);
    expect(run.output).toMatch(/acme\/tiny: 3 MB to fetch, once, into .* \(licence mit\)/);
    expect(run.stdout).toBe(`acme/tiny is in ${path}\n`);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  test.each(["SIGKILL", "SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "goes on after %s where it stopped",
    async (signal) => {
      const stalled = stallFirst(1_000_000);
      const first = pull();
      await stalled;
      await expect.poll(partialSize).toBe(1_000_000);
      first.child.kill(signal);
      expect(await first.ended).toBe(signal === "SIGKILL" ? null : 128 + constants.signals[signal]);
      if (signal !== "SIGKILL") expect(first.output).toContain("The same command goes on where it stopped.");

      const second = pull();
      expect(await second.ended).toBe(0);
      expect(hub.requests.at(-1)).toMatchObject({ at: "store", range: "bytes=1000000-" });
      expect((await readFile(path)).equals(content)).toBe(true);
      expect((await readdir(join(path, ".."))).sort()).toEqual([
        "pulled-.json",
        "tiny.gguf",
        "tiny.gguf.verified",
      ]);
    },
  );

  test("by two at once fetches once", async () => {
    const stalled = stallFirst(1_000_000);
    const first = pull();
    const response = await stalled;
    const second = pull();
    await second.printed(/Another process is downloading 3\.0 MB/);
    response.end(content.subarray(1_000_000));
    expect(await Promise.all([first.ended, second.ended])).toEqual([0, 0]);
    expect(second.output).not.toContain("Getting the model");
    expect(hub.requests.filter(({ at }) => at === "store")).toHaveLength(1);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  test("goes on where another process was killed while this one waited", async () => {
    const stalled = stallFirst(1_000_000);
    const first = pull();
    await stalled;
    await expect.poll(partialSize).toBe(1_000_000);
    const second = pull();
    await second.printed(/Another process is downloading/);
    first.child.kill("SIGKILL");
    expect(await second.ended).toBe(0);
    expect(hub.requests.at(-1)).toMatchObject({ at: "store", range: "bytes=1000000-" });
  });

  test.each([
    ["gpt-9", /no model named "gpt-9"[\s\S]*qwen\/qwen2\.5-coder-0\.5b-instruct/],
    ["./model.gguf", /is a file, not a model to fetch/],
    ["hf:acme/none", /shows no acme\/none/],
  ])("%s is refused in words", async (name, message) => {
    const run = runCli(["models", "pull", name], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(message);
    expect(run.output).not.toMatch(/^\s+at /m);
  });

  test("without a name and without a network says so of both models, and never asks", async () => {
    const run = runCli(["models", "pull"], { env });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(
      /Qwen2\.5-Coder 0\.5B Instruct can't be had:[\s\S]*Taking SmolLM2 135M Instruct instead/,
    );
    expect(run.output).toMatch(/No source of SmolLM2/);
  });

  test("says which folder can't be written to", async () => {
    await pull().ended;
    const run = runCli(["models", "pull", "hf:acme/tiny"], { env: { ...env, OPENROUTER_CACHE_DIR: path } });
    expect(await run.ended).toBe(1);
    expect(run.output).toMatch(/model cache .* can't be written to \(ENOTDIR\)[\s\S]*OPENROUTER_CACHE_DIR/);
  });
});

describe("openrouter models", () => {
  test("lists the catalogue, what fits, and what was fetched beside it; remove takes it away", async () => {
    expect(await pull().ended).toBe(0);
    const list = async () => {
      const run = runCli(["models", "--json"], { env });
      expect(await run.ended).toBe(0);
      return JSON.parse(run.stdout);
    };
    const listed = await list();
    expect(listed[0]).toMatchObject({ id: "huggingfacetb/smollm2-135m-instruct", fits: true, path: null });
    expect(listed.at(-1)).toMatchObject({ id: "hf:acme/tiny", bytes: content.length, licence: "mit", path });
    expect(listed.map(({ id }: { id: string }) => id)).toContain(defaultModel);

    const removal = runCli(["models", "remove", "hf:acme/tiny"], { env });
    expect(await removal.ended).toBe(0);
    expect(removal.stdout).toBe(`Removed ${path}\n`);
    expect((await list()).at(-1).id).not.toBe("hf:acme/tiny");
    expect(await readdir(join(folder, "models/hub/acme"))).toEqual([]);
  });

  test("lists in words", async () => {
    const run = runCli(["models"], { env });
    expect(await run.ended).toBe(0);
    expect(run.stdout).toMatch(
      /^qwen\/qwen2\.5-coder-0\.5b-instruct \(default\) +491 MB +32768 tokens +Apache-2\.0 +fits +not fetched$/m,
    );
  });

  test("search shows what the hub finds, without its commands for the terminal", async () => {
    const run = runCli(["models", "search", "acme", "tiny"], { env });
    expect(await run.ended).toBe(0);
    expect(run.stdout).toBe("hf:acme/tiny  42 downloads  mit\n");
    const evil = runCli(["models", "search", "evil"], { env });
    expect(await evil.ended).toBe(0);
    expect(evil.raw).toBe("hf:evil/name  42 downloads  mit\n");
    const none = runCli(["models", "search", "nothing"], { env });
    expect(await none.ended).toBe(0);
    expect(none.stdout).toBe("Nothing found.\n");
  });
});
