import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileSize } from "./cache.js";
import type { ModelSource } from "./catalogue.js";

/** An unreachable hub is given up after this time. */
const connectTimeoutMs = 6_000;
/** A download that brings nothing for this time is given up. */
const stallTimeoutMs = 15_000;

export interface Download {
  /** The file to write; bytes that are there already are kept when the source can resume. */
  path: string;
  /** Size of the whole file in bytes. */
  bytes: number;
  onBytes: (received: number) => void;
  signal?: AbortSignal | undefined;
}

/** Fetches a file from the Hugging Face hub (or the mirror in `HF_ENDPOINT`), going on where `path` ends. */
export async function downloadFromHub(
  source: Extract<ModelSource, { kind: "hub" }>,
  { path, bytes, onBytes, signal }: Download,
): Promise<void> {
  const stop = new AbortController();
  const giveUp = (reason: string) => stop.abort(new Error(reason));
  let timer = setTimeout(giveUp, connectTimeoutMs, `no answer within ${connectTimeoutMs / 1000} s`);
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    signal?.throwIfAborted();
    const existing = (await fileSize(path)) ?? 0;
    const offset = existing < bytes ? existing : 0;
    const response = await fetch(hubUrl(source), {
      headers: { ...authorization(), ...(offset > 0 && { Range: `bytes=${offset}-` }) },
      signal: stop.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);

    const resumed = response.status === 206;
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
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

function hubUrl(source: Extract<ModelSource, { kind: "hub" }>): string {
  const endpoint = (process.env.HF_ENDPOINT || "https://huggingface.co").replace(/\/+$/, "");
  return `${endpoint}/${source.repository}/resolve/${source.revision}/${source.file}`;
}

function authorization(): Record<string, string> {
  return process.env.HF_TOKEN ? { Authorization: `Bearer ${process.env.HF_TOKEN}` } : {};
}
