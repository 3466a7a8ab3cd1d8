import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

const heartbeatMs = 2_000;
/** A lock without a heartbeat for this time is nobody's. */
const staleMs = 15_000;
const lookAgainMs = 250;

export interface LockOptions {
  /** Called again and again while another process holds the lock. */
  onWait?: (() => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while no other process holds the lock file at `path`. The lock of a process that died is taken over.
 * The signal that `work` gets aborts with the caller's, or when the lock is lost.
 */
export async function withLock<T>(
  path: string,
  work: (signal: AbortSignal) => Promise<T>,
  { onWait, signal }: LockOptions = {},
): Promise<T> {
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: randomUUID() });
  while (!(await take(path, mine))) {
    signal?.throwIfAborted();
    onWait?.();
    await sleep(lookAgainMs, undefined, { signal });
  }
  const lost = new AbortController();
  const heartbeat = setInterval(async () => {
    if ((await contentOf(path)) === mine) await utimes(path, new Date(), new Date()).catch(() => {});
    else lost.abort(new Error("another process has taken over"));
  }, heartbeatMs);
  try {
    return await work(signal ? AbortSignal.any([signal, lost.signal]) : lost.signal);
  } finally {
    clearInterval(heartbeat);
    if ((await contentOf(path)) === mine) await rm(path, { force: true });
  }
}

async function take(path: string, mine: string): Promise<boolean> {
  try {
    await writeFile(path, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const theirs = await contentOf(path);
  if (theirs !== undefined && (await isStale(path, theirs))) await breakLock(path, theirs);
  return false;
}

async function isStale(path: string, content: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return false;
  return Date.now() - found.mtimeMs > staleMs || holderIsDead(content);
}

function holderIsDead(content: string): boolean {
  try {
    const { pid, host } = JSON.parse(content) as { pid: number; host: string };
    if (host === hostname()) process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Moved away first: of several that find it stale one moves it, and puts back what turns out to be a new one. */
async function breakLock(path: string, stale: string): Promise<void> {
  const aside = `${path}-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await contentOf(aside)) !== stale) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").catch(() => undefined);
}
