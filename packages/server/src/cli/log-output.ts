import { constants, fstatSync, openSync, write } from "node:fs";
import { isatty } from "node:tty";

/** Characters of log lines that may wait to be written. */
const mostWaiting = 1024 * 1024;

/** Milliseconds after which a terminal that takes nothing is tried again. */
const pause = 50;

const standardError = 2;

type Done = (error?: Error | null) => void;

/**
 * Log lines on their way to standard error. Nobody waits for it: what can't be written, since the disk is full or nobody
 * reads, is dropped and counted.
 */
export class LogOutput {
  readonly #put: (text: string, done: Done) => void;
  #lines: string[] = [];
  #waiting = 0;
  #writing = false;
  #dropped = 0;
  #onIdle: (() => void) | undefined;

  constructor() {
    const status = fstatSync(standardError);
    // A pipe's end is asked by the event loop; whatever else there is, by a thread of Node's.
    if (status.isFIFO() || status.isSocket())
      this.#put = (text, done) => void process.stderr.write(text, done);
    else {
      const file = isatty(standardError) ? terminal() : standardError;
      this.#put = (text, done) => writeAll(file, Buffer.from(text), done);
    }
  }

  /** Lines that were not written. */
  get dropped(): number {
    return this.#dropped;
  }

  write(line: string): void {
    if (this.#waiting + line.length > mostWaiting) {
      this.#dropped++;
      return;
    }
    this.#lines.push(line);
    this.#waiting += line.length;
    if (!this.#writing) this.#writeNext();
  }

  /** Whether all has been written, or dropped, within so many milliseconds. */
  async flushed(ms: number): Promise<boolean> {
    if (!this.#writing) return true;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms, false);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  #writeNext(): void {
    const lines = this.#lines;
    if (lines.length === 0) return void this.#onIdle?.();
    this.#lines = [];
    this.#writing = true;
    const text = lines.join("");
    this.#put(text, (error) => {
      this.#writing = false;
      this.#waiting -= text.length;
      if (error) this.#dropped += lines.length;
      this.#writeNext();
    });
  }
}

/** The terminal, so that one that was stopped with Ctrl-S blocks nobody; where that can't be had, as it is. */
function terminal(): number {
  try {
    return openSync("/proc/self/fd/2", constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return standardError;
  }
}

function writeAll(file: number, bytes: Buffer, done: Done): void {
  write(file, bytes, (error, written) => {
    if (error?.code === "EAGAIN") setTimeout(writeAll, pause, file, bytes, done).unref();
    else if (error || written === bytes.length) done(error);
    else writeAll(file, bytes.subarray(written), done);
  });
}
