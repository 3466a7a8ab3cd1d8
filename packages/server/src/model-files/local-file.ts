import { open, stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { UserError } from "../user-error.js";
import { catalogue } from "./catalogue.js";
import type { ResolvedModel } from "./model.js";
import { named } from "./wanted.js";

/** The model in a GGUF file: that of the catalogue whose name and size it has, else `local/<name>`. */
export async function modelOfFile(wanted: string): Promise<ResolvedModel> {
  const path = resolve(wanted);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => unreadable(path, error));
  if (found.isDirectory()) {
    throw new UserError(`${path} is a folder, not a model.`, "Name a .gguf file in it.");
  }
  if ((await magic(path)) !== "GGUF") {
    throw new UserError(
      `${path} is not a GGUF model file.`,
      "Check the path. A download that broke off must be fetched again.",
    );
  }
  const file = basename(path);
  const entry = catalogue.find((known) => known.file === file);
  if (entry && found.size === entry.bytes) return { ...named(entry), path };
  const name = file.replace(/\.gguf$/i, "").toLowerCase();
  return { id: `local/${name}`, aliases: [name], created: Math.floor(found.mtimeMs / 1000), path };
}

async function magic(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => unreadable(path, error));
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException): never {
  const reason = error.code === "ENOENT" ? "does not exist" : `can't be read (${error.code})`;
  throw new UserError(`The model file ${path} ${reason}.`, "Check the path and its permissions.", {
    cause: error,
  });
}
