import { type FSWatcher, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";

/** Calls back with the file's text whenever that has changed, also when editors replace the file. */
export function watchFile(path: string, first: string, onChange: (text: string) => void): FSWatcher {
  let last = first;
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const text = await readFile(path, "utf8").catch(() => undefined);
    // A file that is being replaced is gone or empty for a moment.
    if (text === undefined || text === "" || text === last) return;
    last = text;
    onChange(text);
  };
  const watcher = watch(dirname(path), { persistent: false }, (_, name) => {
    if (name !== null && name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 50);
  });
  watcher.on("close", () => clearTimeout(timer));
  return watcher;
}
