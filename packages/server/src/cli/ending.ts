import { constants } from "node:os";

/** Why a command ends before its time: the signal's name. */
export class Ended extends Error {
  override readonly name = "Ended";
  readonly signal: "SIGINT" | "SIGTERM" | "SIGHUP";

  constructor(signal: Ended["signal"]) {
    super("Stopped.");
    this.signal = signal;
  }

  /** As shells count: 128 and the number of the signal. */
  get exitCode(): number {
    return 128 + constants.signals[this.signal];
  }
}

/** Aborted by the first of the signals, with {@link Ended}; a second one ends the process at once, with exit code 1. */
export function endSignal(...names: Ended["signal"][]): AbortSignal {
  const controller = new AbortController();
  for (const name of names) {
    process.on(name, () => (controller.signal.aborted ? process.exit(1) : controller.abort(new Ended(name))));
  }
  return controller.signal;
}

const noReader = new AbortController();

/** Aborted when nobody reads what is printed any more, as behind `| head`. */
export const outputClosed: AbortSignal = noReader.signal;

/** Printing to nobody is not a failure: see {@link outputClosed}. */
export function watchOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // Of what can't be complained nobody can be told.
      if (stream === process.stderr) return;
      if (error.code !== "EPIPE" && error.code !== "ERR_STREAM_DESTROYED") {
        process.exitCode = 1;
        process.stderr.write(`The output can't be written: ${error.message}\n`);
      }
      noReader.abort(error);
    });
  }
}
