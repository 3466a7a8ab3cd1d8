import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiKeys } from "../src/accounts/api-keys.js";
import { keySecret } from "../src/accounts/key-secret.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "key-ids-"));
});
afterAll(() => rm(folder, { recursive: true }));

const idOf = (key: string, secret: Buffer) => new ApiKeys([key], secret).ownerOf(key);

test("the id of a key is the same under the same secret, and nothing that follows from the key", () => {
  const secret = randomBytes(32);
  expect(idOf("password", secret)).toBe(idOf("password", secret));
  expect(idOf("password", secret)).not.toBe(idOf("passwore", secret));
  expect(idOf("password", secret)).not.toBe(idOf("password", randomBytes(32)));
  const hash = createHash("sha256").update("password").digest("hex");
  expect(idOf("password", secret)).not.toContain(hash.slice(0, 16));
});

test("the secret is made once in a folder, whole, whoever comes first, and only its owner may read it", async () => {
  const dataDir = join(folder, "data");
  const all = await Promise.all(Array.from({ length: 20 }, () => keySecret(dataDir)));
  expect(new Set([...all, await keySecret(dataDir)].map((secret) => secret.toString("hex"))).size).toBe(1);
  expect(all[0]).toHaveLength(32);
  const files = await readdir(dataDir);
  expect(files).toHaveLength(1);
  // Windows has no such modes.
  if (process.platform !== "win32") expect((await stat(join(dataDir, files[0]!))).mode & 0o077).toBe(0);
});

test("without a folder it is made anew", async () => {
  expect(await keySecret(undefined)).not.toEqual(await keySecret(undefined));
});
