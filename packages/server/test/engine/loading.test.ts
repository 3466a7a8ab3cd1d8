import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { encodeGguf, type GgufValue } from "../../src/engine/embedding/gguf-writer.js";
import { createEngine } from "../../src/engine/index.js";
import { fittingContextLength } from "../../src/engine/worker/context-length.js";
import { encodeTinyModel, tinyModelTokens } from "../support/tiny-model.js";
import { answer, request, tinyModelFile } from "./support.js";
import { workers } from "./workers.js";

const tiny = tinyModelFile({ contextLength: 3072 });
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "loading-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());

async function file(bytes: Buffer): Promise<string> {
  const path = join(directory, "model.gguf");
  await writeFile(path, bytes);
  return path;
}

describe("the environment", () => {
  it.each(["", "woodpecker", "1"])("may have CI=%j", async (ci) => {
    vi.stubEnv("CI", ci);
    const engine = await createEngine({ modelPath: tiny.path });
    try {
      expect((await answer(engine, request({ maxTokens: 1 }))).done.type).toBe("done");
    } finally {
      await engine.close();
    }
  });
});

describe("a file that can't be used", () => {
  const unusable = async (modelPath: string, fault: RegExp) => {
    const before = workers();
    await expect(createEngine({ modelPath })).rejects.toMatchObject({
      name: "EngineError",
      code: "model_unusable",
      message: expect.stringMatching(fault),
    });
    expect(workers()).toEqual(before);
  };
  const header = (metadata: Record<string, GgufValue>) => encodeGguf(metadata, []);
  const text = { "tokenizer.ggml.model": "gpt2" };

  it("is named when it is not there", () => unusable(join(directory, "missing"), /missing.* no such file/));

  it("is named when it is a folder", () => unusable(directory, /not a file/));

  it("is named when it is no model", () => unusable(import.meta.filename, /not a GGUF file/));

  it.each([8, 16])("is found out when it claims counts that it can't hold (at byte %i)", async (place) => {
    const bytes = Buffer.concat([header(text), Buffer.alloc(1024)]);
    bytes.writeBigUInt64LE(2n ** 40n, place);
    await unusable(await file(bytes), /claims 1099511627776 .* more than its \d+ bytes can hold/);
  });

  it("is found out when it is incomplete", async () => {
    const whole = encodeTinyModel();
    await unusable(await file(whole.subarray(0, 1000)), /incomplete|can hold/);
    await unusable(await file(whole.subarray(0, whole.length >> 1)), /incomplete/);
    await unusable(
      await file(whole.subarray(0, whole.length - 64)),
      /can't load it: .*(corrupted|incomplete)/,
    );
  });

  it.each<[Record<string, GgufValue>, RegExp]>([
    [{ "general.architecture": "bert", ...text }, /embedding model \(architecture "bert"\)/],
    [
      { "general.architecture": "qwen3", "qwen3.pooling_type": { uint32: 3 }, ...text },
      /embedding model \(architecture "qwen3"\)/,
    ],
    [{ "general.architecture": "clip" }, /vision part/],
    [{ "general.architecture": "llama", "general.type": "adapter" }, /of the type "adapter"/],
    [{ "general.architecture": "llama" }, /no vocabulary/],
    [text, /names no architecture/],
    [{ "general.architecture": "babbage", ...text }, /architecture.*babbage/],
  ])("is refused by name: %j", async (metadata, fault) => unusable(await file(header(metadata)), fault));
});

describe("a library that is not installed", () => {
  it("is named, with what installs it, and the file is not blamed", async () => {
    await expect(createEngine({ modelPath: tiny.path, gpu: "cuda" })).rejects.toMatchObject({
      code: "engine_unavailable",
      message: expect.stringMatching(/@node-llama-cpp\/\S+-cuda is not installed \(npm install /),
    });
  });
});

describe("loading", () => {
  it("ends when it takes too long", async () => {
    const before = workers();
    await expect(createEngine({ modelPath: tiny.path, loadTimeoutMs: 1 })).rejects.toMatchObject({
      code: "engine_unavailable",
      message: expect.stringContaining("within 1 seconds"),
    });
    expect(workers()).toEqual(before);
  });

  it("ends when it is aborted", async () => {
    const before = workers();
    const abort = new AbortController();
    const loading = createEngine({ modelPath: tiny.path }, abort.signal);
    const expectation = expect(loading).rejects.toThrow("no more");
    await vi.waitFor(() => expect(workers().length).toBeGreaterThan(before.length));
    abort.abort(new Error("no more"));
    await expectation;
    expect(workers()).toEqual(before);
  });
});

describe("the context", () => {
  it("is as long as the model was trained for", async () => {
    const engine = await createEngine({ modelPath: tiny.path });
    expect(engine.model.contextLength).toBe(3072);
    await engine.close();
  });

  it("is given room when a prompt needs it, and keeps what it holds", async () => {
    const engine = await createEngine({ modelPath: tiny.path, parallel: 2 });
    const short = request({ maxTokens: 12, topLogprobs: 2, sampling: { seed: 1 } });
    const before = await answer(engine, short);
    const messages = [{ role: "user" as const, content: "l".repeat(2500) }];
    const { done } = await answer(engine, request({ messages, maxTokens: 3 }));
    expect(done.usage.promptTokens).toBeGreaterThan(2500);
    const next = request({
      messages: [...short.messages, { role: "assistant", content: before.text }, ...short.messages],
      maxTokens: 1,
    });
    expect((await answer(engine, next)).done.usage.cachedTokens).toBeGreaterThan(10);
    const again = await answer(engine, short);
    expect(again.logprobs).toEqual(before.logprobs);
    await engine.close();
  }, 60_000);

  it("is given room when an answer needs it", async () => {
    const engine = await createEngine({ modelPath: tiny.path, parallel: 2 });
    const endless = { [tinyModelTokens.endOfText]: -100, [tinyModelTokens.end]: -100 };
    const { done } = await answer(
      engine,
      request({ maxTokens: 2100, sampling: { temperature: 0, logitBias: endless } }),
    );
    expect(done.usage.completionTokens).toBe(2100);
    await engine.close();
  }, 60_000);

  it("is as long as a quarter of the free memory holds", () => {
    const facts = { trainedLength: 131_072, bytesPerToken: 100_000, fileSize: 2e9 };
    const length = (wanted: number | undefined, parallel: number, free: number) =>
      fittingContextLength(facts, wanted, parallel, free);
    expect(length(undefined, 1, 10e9)).toBe(19_968);
    expect(length(undefined, 4, 10e9)).toBe(4864);
    expect(length(undefined, 4, 1e9)).toBe(2048);
    expect(length(undefined, 1, 1e12)).toBe(131_072);
    expect(length(1000, 4, 1e9)).toBe(1000);
    expect(length(200_000, 4, 1e9)).toBe(131_072);
  });
});
