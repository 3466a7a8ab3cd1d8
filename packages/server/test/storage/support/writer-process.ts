import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A process that runs `writer.ts`. */
export class WriterProcess {
  /** What it was told went wrong. */
  readonly errors: string[] = [];
  readonly #child: ChildProcess;
  readonly #inbox: unknown[] = [];

  constructor(dataDir: string, prefix: string, count: number) {
    const script = fileURLToPath(new URL("./writer.ts", import.meta.url));
    this.#child = fork(script, [dataDir, prefix, String(count)], { execArgv: ["--import", "tsx"] });
    this.#child.on("message", (message) => {
      if (isError(message)) this.errors.push(message.error);
      else this.#inbox.push(message);
    });
    onTestFinished(() => {
      this.#child.kill("SIGKILL");
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  go(): void {
    this.#child.send("go");
  }

  /** Its next message; rejects when it ends without one. */
  async next(): Promise<unknown> {
    while (this.#inbox.length === 0) {
      if (!this.#child.connected) throw new Error(`The writer ended with code ${this.#child.exitCode}`);
      await Promise.race([once(this.#child, "message"), once(this.#child, "disconnect")]);
    }
    return this.#inbox.shift();
  }

  /** Resolves when it has told of something that went wrong. */
  async nextError(): Promise<string> {
    while (this.errors.length === 0) await once(this.#child, "message");
    return this.errors[0]!;
  }
}

function isError(message: unknown): message is { error: string } {
  return typeof message === "object" && message !== null && "error" in message;
}
