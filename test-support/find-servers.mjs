// Where the servers that tests start are: Postgres and Redis (or Valkey), of the system.
import { accessSync, constants, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Debian keeps Postgres's programs out of the way, a folder a version. */
function postgresFolders() {
  try {
    return readdirSync("/usr/lib/postgresql")
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join("/usr/lib/postgresql", version, "bin"));
  } catch {
    return [];
  }
}

/** @param {string} name @param {string[]} [first] */
function program(name, first = []) {
  const folders = [...first, ...(process.env.PATH ?? "").split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Paths of Postgres's programs; undefined: they are not here. */
export function findPostgres() {
  const folders = postgresFolders();
  const postgres = program("postgres", folders);
  const initdb = program("initdb", folders);
  return postgres && initdb ? { postgres, initdb } : undefined;
}

/** Path of a server that speaks Redis's protocol; undefined: there is none here. */
export function findRedis() {
  return program("valkey-server") ?? program("redis-server");
}
