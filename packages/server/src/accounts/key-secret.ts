import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SecretTable } from "../storage/secret-table.js";

/** Of what names are made in place of keys. */
const fileName = "key-ids.secret";
const bytes = 32;

/**
 * What the public ids of keys are derived with, so that a key has the same id after a restart and nobody can try keys
 * against an id: kept in the database that several servers share, where there is one, so that all of them know a key by
 * the same id; else in the data folder; without either it is made anew. A database begins with what is in the folder.
 */
export async function keySecret(dataDir: string | undefined, shared?: SecretTable): Promise<Buffer> {
  const own = await ownSecret(dataDir);
  return shared ? Buffer.from(await shared.keep("key-ids", own.toString("hex")), "hex") : own;
}

async function ownSecret(dataDir: string | undefined): Promise<Buffer> {
  if (dataDir === undefined) return randomBytes(bytes);
  const path = join(dataDir, fileName);
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  await mkdir(dataDir, { recursive: true });
  const own = `${path}.${process.pid}-${randomBytes(4).toString("hex")}`;
  await writeFile(own, randomBytes(bytes), { mode: 0o600 });
  try {
    // Appears whole; of several processes that start at once, one wins.
    await link(own, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  } finally {
    await rm(own, { force: true });
  }
  return readFile(path);
}
