import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileSize } from "./cache.js";
import type { ModelSource } from "./catalogue.js";
import { connectTimeoutMs, hubAuthorization, hubEndpoint } from "./hub.js";

/** A download that brings nothing for this time is given up. */
const stallTimeoutMs = 30_000;

export interface Download {
  /** The file to write. What is there already is the beginning of the whole, and stays. */
  path: string;
  /** Size of the whole file in bytes. */
  bytes: number;
  onBytes: (received: number) => void;
  signal?: AbortSignal | undefined;
}

/** Fetches a file of the hub, going on where `path` ends; again and again while that brings something. */
export async function downloadFromHub(
  source: Extract<ModelSource, { kind: "hub" }>,
  download: Download,
): Promise<void> {
  for (;;) {
    const before = (await fileSize(download.path)) ?? 0;
    if (before === download.bytes) return;
    if (before > download.bytes) await rm(download.path);
    try {
      await goOn(source, download, before > download.bytes ? 0 : before);
      return;
    } catch (error) {
      const after = (await fileSize(download.path)) ?? 0;
      if (download.signal?.aborted || after <= before) throw error;
    }
  }
}

async function goOn(
  source: Extract<ModelSource, { kind: "hub" }>,
  { path, bytes, onBytes, signal }: Download,
  offset: number,
): Promise<void> {
  const stop = new AbortController();
  const giveUp = (reason: string) => stop.abort(new Error(reason));
  let timer = setTimeout(giveUp, connectTimeoutMs, `no answer within ${connectTimeoutMs / 1000} s`);
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    const response = await fetch(urlOf(source), {
      headers: { ...hubAuthorization(), ...(offset > 0 && { Range: `bytes=${offset}-` }) },
      signal: stop.signal,
    });
    if (!response.ok || response.body === null) throw new Error(refusal(response.status));

    const resumed =
      response.status === 206 && response.headers.get("content-range")?.startsWith(`bytes ${offset}-`);
    let received = resumed ? offset : 0;
    const meter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(giveUp, stallTimeoutMs, `nothing came for ${stallTimeoutMs / 1000} s`);
        received += chunk.length;
        if (received > bytes) return done(new Error(`more bytes than the ${bytes} expected`));
        onBytes(received);
        done(null, chunk);
      },
    });
    await pipeline(
      Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
      meter,
      createWriteStream(path, { flags: resumed ? "a" : "w" }),
      { signal: stop.signal },
    );
    if (received < bytes) throw new Error(`it ended after ${received} of ${bytes} bytes`);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function urlOf({ repository, revision, file }: Extract<ModelSource, { kind: "hub" }>): string {
  const path = file.split("/").map(encodeURIComponent).join("/");
  return `${hubEndpoint()}/${repository}/resolve/${revision}/${path}`;
}

function refusal(status: number): string {
  if (status !== 401 && status !== 403) return `HTTP status ${status}`;
  return `HTTP status ${status}: it is not open to everyone, HF_TOKEN must be that of an account that may have it`;
}
