import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cacheDirectory } from "../../src/model-files/cache.js";
import { catalogue, defaultModel, findEntry, lightModel, namesOf } from "../../src/model-files/catalogue.js";
import { searchHub } from "../../src/model-files/hub.js";
import { neededMemory } from "../../src/model-files/memory.js";
import type { ModelProgress } from "../../src/model-files/progress.js";
import { listPulled } from "../../src/model-files/pulled.js";
import { type DownloadOffer, resolveModel } from "../../src/model-files/resolve.js";
import { setEnvironment } from "../support/environment.js";
import { commit, startHub, type TestHub } from "../support/hub.js";

const small = Buffer.concat([Buffer.from("GGUF"), randomBytes(50_000)]);
const large = Buffer.concat([Buffer.from("GGUF"), randomBytes(70_000)]);

let folder: string;
let hub: TestHub;
let restore: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "resolve-model-"));
  hub = await startHub({
    "Acme/Small-GGUF": {
      files: { "README.md": Buffer.from("# Small"), "small-Q4_K_M.gguf": small, "small-Q8_0.gguf": large },
      licence: "apache-2.0",
    },
    "acme/split": { files: { "Q8_0/m-00001-of-00002.gguf": small, "Q8_0/m-00002-of-00002.gguf": large } },
    "acme/secret": { files: { "m.gguf": small }, token: "hf_secret" },
    "acme/unhashed": { files: { "m.gguf": small }, unhashed: ["m.gguf"] },
    "acme/climber": { files: { "../../evil-Q8_0.gguf": small, "/etc/evil.gguf": small } },
  });
  restore = setEnvironment({
    HF_ENDPOINT: hub.url,
    HF_TOKEN: undefined,
    OPENROUTER_CACHE_DIR: folder,
    OPENROUTER_MODEL_PATH: undefined,
    PIP_NO_INDEX: "1",
    PIP_FIND_LINKS: "/nowhere",
  });
});
afterEach(async () => {
  restore();
  await hub.close();
  await rm(folder, { recursive: true });
});

describe("a file", () => {
  test("answers to local/<name> and to its name, never to its path", async () => {
    const path = join(folder, "My-Model.GGUF");
    await writeFile(path, small);
    expect(await resolveModel(path)).toEqual({
      id: "local/my-model",
      aliases: ["my-model"],
      created: expect.any(Number),
      path,
    });
  });

  test.each([
    ["missing.gguf", /does not exist/],
    ["text.gguf", /is not a GGUF model file/],
    ["folder", /is a folder, not a model/],
    ["folder.gguf", /is a folder, not a model/],
  ])("%s is refused with a remedy", async (name, message) => {
    await writeFile(join(folder, "text.gguf"), "<!doctype html>");
    await mkdir(join(folder, "folder"));
    await mkdir(join(folder, "folder.gguf"));
    await expect(resolveModel(join(folder, name))).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\S/),
    });
  });

  test("a name that means nothing is refused with the catalogue", async () => {
    await expect(resolveModel("gpt-9")).rejects.toMatchObject({
      message: expect.stringContaining('no model named "gpt-9"'),
      remedy: expect.stringContaining(defaultModel),
    });
  });
});

describe("a model of the hub", () => {
  test("is found by its repository, checked against the hub's hash, and named after its author", async () => {
    const offers: DownloadOffer[] = [];
    const model = await resolveModel("hf:Acme/Small-GGUF", { onOffer: (offer) => void offers.push(offer) });
    expect(model).toMatchObject({
      id: "acme/small-gguf",
      aliases: ["hf:acme/small-gguf"],
      created: 1735787045,
    });
    expect((await readFile(model.path)).equals(small)).toBe(true);
    expect(offers).toEqual([
      {
        id: "acme/small-gguf",
        title: "acme/small-gguf",
        bytes: small.length,
        folder: join(folder, "models/hub/acme/small-gguf"),
        licence: "apache-2.0",
      },
    ]);
    expect(hub.requests[0]!.path).toBe(`/Acme/Small-GGUF/resolve/${commit}/small-Q4_K_M.gguf`);
  });

  test("is what the quantisation or the file names", async () => {
    const model = await resolveModel("hf:Acme/Small-GGUF:Q8_0");
    expect((await readFile(model.path)).equals(large)).toBe(true);
    expect(model.aliases).toContain("acme/small-gguf:Q8_0");
    expect((await resolveModel("hf.co/Acme/Small-GGUF:small-Q8_0.gguf")).path).toBe(model.path);
  });

  test("needs no hub once it is here, until it is asked for anew", async () => {
    const { path } = await resolveModel("hf:Acme/Small-GGUF");
    await hub.close();
    expect(await resolveModel("hf:acme/small-gguf")).toMatchObject({ path });
    await expect(resolveModel("hf:Acme/Small-GGUF", { refresh: true })).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/can't be reached: .*ECONNREFUSED/),
    });
  });

  test("asked for anew is what the hub has now", async () => {
    await resolveModel("hf:Acme/Small-GGUF");
    hub.repositories.get("Acme/Small-GGUF")!.files["small-Q4_K_M.gguf"] = large;
    expect(await readFile((await resolveModel("hf:Acme/Small-GGUF")).path)).toEqual(small);
    const { path } = await resolveModel("hf:Acme/Small-GGUF", { refresh: true });
    expect((await readFile(path)).equals(large)).toBe(true);
    expect(await listPulled()).toHaveLength(1);
  });

  test("in parts is fetched whole and named by its first part", async () => {
    const received: ModelProgress[] = [];
    const { path } = await resolveModel("hf:acme/split", { onProgress: (step) => received.push(step) });
    expect(path).toMatch(/Q8_0\/m-00001-of-00002\.gguf$/);
    expect(await readFile(path.replace("00001-of", "00002-of"))).toEqual(large);
    const total = small.length + large.length;
    expect(received.filter(({ phase }) => phase === "downloading").at(-1)).toMatchObject({
      received: total,
      total,
    });
  });

  test("that is not open to everyone wants HF_TOKEN, which goes to the hub alone", async () => {
    await expect(resolveModel("hf:acme/secret")).rejects.toMatchObject({
      message: expect.stringContaining("acme/secret"),
      remedy: expect.stringContaining("HF_TOKEN"),
    });
    process.env.HF_TOKEN = "hf_secret";
    expect(await readFile((await resolveModel("hf:acme/secret")).path)).toEqual(small);
    expect(hub.requests.map(({ at, token }) => [at, token])).toEqual([
      ["hub", "Bearer hf_secret"],
      ["store", undefined],
    ]);
  });

  test("that the hub's hash doesn't fit is never used", async () => {
    hub.serveFile = (_content, _request, response) => response.end(randomBytes(small.length));
    await expect(resolveModel("hf:Acme/Small-GGUF")).rejects.toThrow(/wrong size or SHA-256/);
    const files = await readdir(folder, { recursive: true });
    expect(files.filter((file) => file.endsWith(".gguf"))).toEqual([]);
  });

  test.each([
    ["hf:acme", /doesn't name a repository/],
    ["hf:../..", /doesn't name a repository/],
    ["hf:acme/small:", /doesn't name a repository/],
    ["hf:acme/none", /shows no acme\/none/],
    ["hf:acme/unhashed", /gives no SHA-256/],
    ["hf:Acme/Small-GGUF:Q3_K", /has no model "Q3_K"/],
    ["hf:acme/climber", /holds no model/],
  ])("%s is refused by name", async (name, message) => {
    await expect(resolveModel(name)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\S/),
    });
  });
});

describe("the catalogue", () => {
  test("names its models by author, name and alias, in any case, each once", () => {
    for (const entry of catalogue) {
      expect(entry.id).toMatch(/^[a-z0-9-]+\/[a-z0-9.-]+$/);
      for (const name of namesOf(entry)) expect(findEntry(name.toUpperCase())).toBe(entry);
    }
    const names = catalogue.flatMap(namesOf);
    expect(new Set(names).size).toBe(names.length);
  });

  test("has the pieces of a file add up to it, and a revision wherever it has a hash", () => {
    for (const { bytes, sha256, sources, id } of catalogue) {
      for (const source of sources) {
        if (source.kind === "wheels") {
          expect(
            source.wheels.reduce((sum, wheel) => sum + wheel.bytes, 0),
            id,
          ).toBe(bytes);
        } else if (sha256 !== undefined) expect(source.revision, id).toMatch(/^[0-9a-f]{40}$/);
      }
      if (sha256 !== undefined) expect(sha256, id).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test("asks the hub for the hash of a model that it has none for", async () => {
    const entry = catalogue.find(({ sha256 }) => sha256 === undefined)!;
    const [source] = entry.sources;
    hub.repositories.set((source as { repository: string }).repository, { files: { [entry.file]: small } });
    const model = await resolveModel(entry.id);
    expect(model).toMatchObject({ id: entry.id, title: entry.title });
    expect((await readFile(model.path)).equals(small)).toBe(true);
    await hub.close();
    expect(await resolveModel(entry.id)).toEqual(model);
  });

  test("falls back to the light model, with a word, where the default can't be had", async () => {
    const steps: ModelProgress[] = [];
    const fallback = () => steps.find(({ phase }) => phase === "fallback");
    const onProgress = (step: ModelProgress) => steps.push(step);
    await expect(resolveModel(undefined, { onProgress })).rejects.toThrow(/No source of SmolLM2/);
    expect(fallback()).toMatchObject({
      from: findEntry(defaultModel)!.title,
      to: findEntry(lightModel)!.title,
      reason: expect.stringMatching(/No source of qwen.*\n.*HTTP status 404/),
    });
  });

  test("takes the light model where memory is short, and tries no other", async () => {
    const steps: ModelProgress[] = [];
    const memory = neededMemory(findEntry(defaultModel)!.bytes) - 1;
    const found = resolveModel(undefined, { memory, onProgress: (step) => steps.push(step) });
    await expect(found).rejects.toThrow(/No source of SmolLM2/);
    expect(steps[0]).toMatchObject({ phase: "fallback", reason: expect.stringContaining("memory") });
    expect(hub.requests.filter(({ path }) => path.includes("Qwen"))).toEqual([]);
  });

  test("never takes another model than the one that was named", async () => {
    await expect(resolveModel(defaultModel)).rejects.toThrow(/No source of qwen/);
  });

  test("fetches nothing that was declined, and falls back to nothing", async () => {
    const onOffer = () => {
      throw new Error("no, thanks");
    };
    await expect(resolveModel(undefined, { onOffer })).rejects.toThrow("no, thanks");
    expect(hub.requests).toEqual([]);
  });
});

test("the search asks the hub", async () => {
  expect(await searchHub("acme", 3)).toEqual([
    { name: "Acme/Small-GGUF", downloads: 42, licence: "apache-2.0", gated: false },
    { name: "acme/split", downloads: 42, licence: undefined, gated: false },
    { name: "acme/secret", downloads: 42, licence: undefined, gated: true },
  ]);
});

test("the cache follows OPENROUTER_CACHE_DIR", () => {
  expect(cacheDirectory({ OPENROUTER_CACHE_DIR: "/some/where" })).toBe("/some/where");
  expect(cacheDirectory({})).toContain("openrouter-chat");
});
