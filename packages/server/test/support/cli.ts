import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** The command as it is built and shipped. */
export const cli = fileURLToPath(new URL("../../bin/openrouter.js", import.meta.url));

export interface Run {
  child: ChildProcess;
  /** Everything printed so far, both streams, without colours. */
  readonly output: string;
  readonly stdout: string;
  /** Everything printed so far, both streams, as it was printed. */
  readonly raw: string;
  /** Resolves when the output matches; rejects with the output when the process ends without. */
  printed(pattern: RegExp): Promise<string>;
  /** The exit code. */
  ended: Promise<number | null>;
}

export function runCli(args: string[], options: SpawnOptions = {}): Run {
  return run(process.execPath, [cli, ...args], { stdio: ["ignore", "pipe", "pipe"], ...options });
}

/** The command in a terminal of its own (util-linux `script`). */
export function runCliInTerminal(args: string[], options: SpawnOptions = {}): Run {
  const command = [process.execPath, cli, ...args].map((word) => `'${word}'`).join(" ");
  return run("script", ["-qefc", command, "/dev/null"], { stdio: ["pipe", "pipe", "pipe"], ...options });
}

/** A line for bash. */
export function runShell(line: string, options: SpawnOptions = {}): Run {
  return run("bash", ["-c", line], { stdio: ["ignore", "pipe", "pipe"], ...options });
}

function run(command: string, args: string[], options: SpawnOptions): Run {
  const child = spawn(command, args, options);
  let output = "";
  let stdout = "";
  let raw = "";
  const watchers = new Set<() => void>();
  const add = (text: string) => {
    raw += text;
    output += stripVTControlCharacters(text);
    for (const watcher of watchers) watcher();
  };
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    add(text);
  });
  child.stderr?.setEncoding("utf8").on("data", add);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return {
    child,
    ended,
    get output() {
      return output;
    },
    get stdout() {
      return stdout;
    },
    get raw() {
      return raw;
    },
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const watcher = () => {
          if (!pattern.test(output)) return;
          watchers.delete(watcher);
          resolve(output);
        };
        watchers.add(watcher);
        watcher();
        ended.then(() => reject(new Error(`It ended without printing ${pattern}:\n${output}`)), reject);
      }),
  };
}
