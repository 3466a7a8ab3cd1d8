/** Told what went wrong in words. */
export type OnError = (error: Error) => void;

/** At most one message in this many milliseconds. */
const tellEvery = 60_000;

/** Counts the records that are lost, and tells of trouble at once but no more than once a minute. */
export class Losses {
  readonly #onError: OnError;
  #count = 0;
  #untold = 0;
  #problem: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(onError: OnError) {
    this.#onError = onError;
  }

  get count(): number {
    return this.#count;
  }

  /** Counts records that are gone, and why. */
  lose(records: number, cause: string): void {
    this.#count += records;
    this.#untold += records;
    this.report(cause);
  }

  /** Something failed; nothing is lost yet. */
  report(problem: string): void {
    this.#problem = problem;
    if (this.#timer) return;
    this.#tell();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#problem !== undefined) this.report(this.#problem);
    }, tellEvery).unref();
  }

  /** Tells what has not been told yet. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#tell();
  }

  #tell(): void {
    if (this.#problem === undefined) return;
    const lost = this.#untold === 1 ? "1 generation" : `${this.#untold} generations`;
    const error = new Error(
      this.#untold > 0 ? `${lost} could not be recorded: ${this.#problem}` : this.#problem,
    );
    this.#untold = 0;
    this.#problem = undefined;
    this.#onError(error);
  }
}
