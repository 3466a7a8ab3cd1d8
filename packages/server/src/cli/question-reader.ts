import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";

/** Lines that come closer together were not typed one by one. */
const pasteGapMs = 10;

/**
 * Reads questions from the terminal. Lines that are pasted together are one question; what is typed while nobody asks is
 * kept, unseen, for the next time.
 */
export class QuestionReader {
  readonly #terminal: Interface;
  readonly #echo = new Echo();
  readonly #questions: string[] = [];
  #lines: string[] = [];
  #pasting = false;
  #flush: NodeJS.Timeout | undefined;
  #ask: ((question: string | undefined) => void) | undefined;
  #closed = false;

  /** `onInterrupt` is called for each Ctrl-C. */
  constructor(onInterrupt: () => void) {
    const terminal = createInterface({ input: process.stdin, output: this.#echo, terminal: true });
    this.#terminal = terminal;
    terminal.on("SIGINT", onInterrupt);
    terminal.on("line", (line) => this.#take(line));
    terminal.on("close", () => this.close());
    process.stdin.on("keypress", this.#watchPaste);
    process.stdout.write(bracketedPaste.on);
  }

  /** The next question; undefined at the end. */
  async next(prompt: string): Promise<string | undefined> {
    if (this.#lines.length > 0 && !this.#pasting) this.#complete();
    const waiting = this.#questions.shift();
    if (waiting !== undefined) {
      process.stdout.write(`${prompt}${waiting}\n`);
      return waiting;
    }
    if (this.#closed) return undefined;
    this.#echo.muted = false;
    this.#terminal.setPrompt(prompt);
    this.#terminal.prompt(true);
    try {
      return await new Promise((resolve) => {
        this.#ask = resolve;
      });
    } finally {
      this.#ask = undefined;
      this.#echo.muted = true;
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#flush);
    process.stdin.off("keypress", this.#watchPaste);
    process.stdout.write(bracketedPaste.off);
    this.#terminal.close();
    this.#ask?.(undefined);
  }

  readonly #watchPaste = (_text: string | undefined, key: { name?: string } | undefined) => {
    if (key?.name === "paste-start") this.#pasting = true;
    if (key?.name === "paste-end") this.#pasting = false;
  };

  #take(line: string): void {
    this.#lines.push(line);
    clearTimeout(this.#flush);
    // A paste is sent by the Enter after it, as in a shell.
    if (!this.#pasting) this.#flush = setTimeout(() => this.#complete(), pasteGapMs);
  }

  #complete(): void {
    clearTimeout(this.#flush);
    const question = this.#lines.join("\n").trim();
    this.#lines = [];
    if (this.#ask) this.#ask(question);
    else this.#questions.push(question);
  }
}

/** Asks the terminal to mark what is pasted. */
const bracketedPaste = { on: "\x1b[?2004h", off: "\x1b[?2004l" };

/** The terminal's output for the line being typed, which an answer being written must not be mixed with. */
class Echo extends Writable {
  muted = true;

  constructor() {
    super({ decodeStrings: false });
    process.stdout.on("resize", () => this.emit("resize"));
  }

  get columns(): number {
    return process.stdout.columns;
  }

  override _write(text: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (!this.muted) process.stdout.write(text);
    done();
  }
}
