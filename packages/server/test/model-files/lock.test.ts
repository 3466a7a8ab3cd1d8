import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withLock } from "../../src/model-files/lock.js";

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lock-"));
  path = join(folder, "file.lock");
});
afterEach(() => rm(folder, { recursive: true }));

test("one works at a time, and the lock is gone afterwards", async () => {
  let inside = 0;
  const work = async (signal: AbortSignal) => {
    inside += 1;
    expect(inside).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return signal.aborted;
  };
  expect(await Promise.all(Array.from({ length: 5 }, () => withLock(path, work)))).toEqual(
    Array(5).fill(false),
  );
  expect(await readdir(folder)).toEqual([]);
});

test("a failure frees it too", async () => {
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await withLock(path, async () => 1)).toBe(1);
});

test("the lock of a process that died is taken over at once", async () => {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  await writeFile(path, JSON.stringify({ pid: child.pid, host: hostname(), id: "x" }));
  expect(await withLock(path, async () => 1)).toBe(1);
});

test("the lock of another machine is respected while its heart beats", async () => {
  await writeFile(path, JSON.stringify({ pid: 1, host: "elsewhere.invalid", id: "x" }));
  const waits = new AbortController();
  const onWait = () => waits.abort(new Error("waited"));
  await expect(withLock(path, async () => 1, { onWait, signal: waits.signal })).rejects.toThrow();
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(path, longAgo, longAgo);
  expect(await withLock(path, async () => 1)).toBe(1);
});

test("who lost the lock to another is told", async () => {
  await withLock(path, async (signal) => {
    await writeFile(path, "another's");
    await once(signal, "abort");
    expect(signal.reason).toMatchObject({ message: "another process has taken over" });
  });
  expect(await readdir(folder)).toEqual(["file.lock"]);
});
