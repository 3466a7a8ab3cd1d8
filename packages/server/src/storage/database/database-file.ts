import { rename, stat } from "node:fs/promises";

/** The path that a libsql URL names; undefined: it is not a file. */
export function pathOf(url: string): string | undefined {
  const [, path] = /^file:(?:\/\/(?:localhost)?(?=\/))?([^?]*)/i.exec(url) ?? [];
  return path === undefined || path.startsWith(":memory:") ? undefined : decodeURIComponent(path);
}

/** Which file lies at a path, whatever its name was or will be. */
export async function identity(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.ino;
}

/**
 * Moves a corrupted database out of the way, whole: what can be saved from it is the operator's to decide. Returns the
 * new path; undefined when another process has been quicker.
 */
export async function setAside(path: string, corrupted: number | undefined): Promise<string | undefined> {
  const aside = `${path}.corrupted-${new Date().toISOString().replaceAll(/[:.]/g, "-")}`;
  try {
    if ((await identity(path)) !== corrupted) return undefined;
    // The file last: as long as it is there nobody begins a new one, whose companions would have the same names.
    for (const part of ["-wal", "-shm"]) await rename(path + part, aside + part).catch(ignoreMissing);
    await rename(path, aside);
    return aside;
  } catch (error) {
    ignoreMissing(error as NodeJS.ErrnoException);
    return undefined;
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
