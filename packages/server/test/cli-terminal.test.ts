import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Run, runCliInTerminal } from "./support/cli.js";
import { startHub, type TestHub } from "./support/hub.js";
import { startTalker, type Talker } from "./support/talker.js";
import { writeTinyModel } from "./support/tiny-model.js";

let folder: string;
let model: string;
let hub: TestHub;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli-terminal-"));
  model = join(folder, "tiny.gguf");
  await writeTinyModel(model);
  hub = await startHub({ "acme/tiny": { files: { "tiny.gguf": await readFile(model) }, licence: "mit" } });
  env = {
    ...process.env,
    OPENROUTER_DATA_DIR: folder,
    OPENROUTER_CACHE_DIR: folder,
    HF_ENDPOINT: hub.url,
    NO_COLOR: "1",
  };
  delete env.OPENROUTER_MODEL_PATH;
  delete env.CI;
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
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

  describe("with another server", () => {
    let talker: Talker;
    beforeEach(async () => {
      talker = await startTalker("Well");
    });
    afterEach(() => talker.close());
    const chat = (...question: string[]): Run =>
      runCliInTerminal(["chat", "--base-url", talker.baseUrl, "--api-key", "sk-test", ...question], { env });

    test("lines pasted together are one question", async () => {
      const run = chat();
      await run.printed(/you › /);
      run.child.stdin?.write("one\rtwo\rthree\r");
      await run.printed(/Well\s+you › /);
      run.child.stdin?.write("\x1b[200~four\rfive\rsix\x1b[201~");
      run.child.stdin?.write("\r");
      await run.printed(/Well[\s\S]*Well\s+you › /);
      run.child.stdin?.write("\x04");
      expect(await run.ended).toBe(0);
      expect(talker.questions).toEqual(["one\ntwo\nthree", "four\nfive\nsix"]);
    });

    test("what is typed during an answer waits, unseen, for its turn", async () => {
      const run = chat("go on");
      await run.printed(/Well more/);
      run.child.stdin?.write(`typed meanwhile\rhalf a line${ctrlC}`);
      const output = await run.printed(/\[stopped\]\s+you › typed meanwhile\s+Well\s+you › half a line/);
      expect(output.match(/typed meanwhile/g)).toHaveLength(1);
      run.child.stdin?.write("\r");
      await run.printed(/Well[\s\S]*Well[\s\S]*Well\s+you › /);
      run.child.stdin?.write("\x04");
      expect(await run.ended).toBe(0);
      expect(talker.questions).toEqual(["go on", "typed meanwhile", "half a line"]);
    });

    test("Ctrl-C stops the answer, a second one leaves", async () => {
      const run = chat("go on");
      await run.printed(/you › go on\s+Well more/);
      run.child.stdin?.write(ctrlC);
      await run.printed(/\[stopped\][\s\S]*you › /);
      run.child.stdin?.write(ctrlC);
      expect(await run.ended).toBe(0);
    });
  });
});

describe.skipIf(!terminal)("a download in a terminal", () => {
  const start = (...args: string[]): Run =>
    runCliInTerminal(["chat", "-m", "hf:acme/tiny", "--max-tokens", "4", ...args], { env });

  test("is offered with size, place and licence, and declined", async () => {
    const run = start("Hello");
    const offer = await run.printed(/Fetch it\? \[Y\/n\] /);
    expect(offer).toMatch(
      /acme\/tiny: \d+ MB to fetch, once, into .*models\/hub\/acme\/tiny \(licence mit\)/,
    );
    run.child.stdin?.write("n\r");
    expect(await run.ended).toBe(1);
    expect(run.output).toContain("Nothing was fetched.");
    expect(hub.requests).toEqual([]);
  });

  test.each([
    ["Ctrl-C", "\x03", 130],
    ["Ctrl-D", "\x04", 1],
  ])("%s declines it too", async (_, key, code) => {
    const run = start("Hello");
    await run.printed(/Fetch it\? /);
    run.child.stdin?.write(key);
    expect(await run.ended).toBe(code);
    expect(hub.requests).toEqual([]);
  });

  test("is taken with Enter; then the chat begins", async () => {
    const run = start();
    await run.printed(/Fetch it\? /);
    run.child.stdin?.write("\r");
    await run.printed(/you › /);
    run.child.stdin?.write("\x04");
    expect(await run.ended).toBe(0);
    expect(hub.requests).not.toEqual([]);
    await rm(join(folder, "models"), { recursive: true });
  });

  test("is not asked about with --yes", async () => {
    const run = start("--yes");
    expect(await run.printed(/you › /)).not.toContain("Fetch it?");
    run.child.stdin?.write("\x04");
    expect(await run.ended).toBe(0);
  });
});
