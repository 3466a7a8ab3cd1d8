import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** How a process did. */
export interface Measures {
  /** How late its event loop was, in milliseconds: 99.9 % of the time not later than this. */
  p999: number;
  /** The most that it was late, in milliseconds. */
  longest: number;
  /** The most memory that it had, in bytes. */
  memory: number;
}

const probe = new URL("./loop-probe.mjs", import.meta.url).href;

/** A program of Node whose event loop and memory are measured. */
export class MeasuredProcess {
  readonly child: ChildProcess;

  constructor(args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.child = spawn(process.execPath, ["--import", probe, ...args], {
      env,
      stdio: ["ignore", "pipe", "ignore", "ipc"],
    });
  }

  /** The first line that it prints. */
  async firstLine(): Promise<string> {
    let text = "";
    for await (const part of this.child.stdout!.setEncoding("utf8")) {
      text += part;
      if (text.includes("\n")) return text;
    }
    throw new Error(`it ended without a word, with ${this.child.exitCode}`);
  }

  /** Forgets what was measured: now begins what counts. */
  begin(): void {
    this.child.send("begin");
  }

  async measures(): Promise<Measures> {
    this.child.send("measures");
    const [measures] = (await once(this.child, "message")) as [Measures];
    return measures;
  }

  /** Ends it; the result is its exit code, or null when it did not end by itself. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, "exit");
    this.child.kill(signal);
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 60_000);
    const [code] = (await ended) as [number | null];
    clearTimeout(timer);
    return code;
  }
}

/** A program that does nothing: what it measures is the machine. */
export function idleProcess(): MeasuredProcess {
  return new MeasuredProcess(["--eval", "setInterval(() => {}, 1000)"]);
}
