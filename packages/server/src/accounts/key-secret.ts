import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Of what names are made in place of keys. */
const fileName = "key-ids.secret";
const bytes = 32;

/**
 * What the public ids of keys are derived with: kept in the data folder, so that a key has the same id after a restart
 * and nobody can try keys against an id. Without a folder it is made anew.
 */
export async function keySecret(dataDir: string | undefined): Promise<Buffer> {
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
