import type { HTTPClientError } from "../errors/index.js";
import { RequestAbortedError, RequestTimeoutError } from "../errors/index.js";

/** Longest delay of a timer; longer ones would fire at once. */
export const MAX_DELAY = 2 ** 31 - 1;

/**
 * What may end a wait early, the caller's signals and a time limit, as one signal whose reason is an error of
 * the SDK. Holds listeners and a timer until `release`. The clock runs from the start.
 */
export class Limit {
  readonly #controller = new AbortController();
  readonly #signals: readonly AbortSignal[];
  readonly #ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline = Infinity;

  /** @param ms no time limit unless above 0 */
  constructor(signals: readonly AbortSignal[], ms: number) {
    this.#signals = signals;
    this.#ms = ms <= MAX_DELAY ? ms : 0;
    this.restart();
    for (const signal of signals) signal.addEventListener("abort", this.#abort);
    if (signals.some((signal) => signal.aborted)) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives the full time again after a pause. */
  restart(): void {
    if (!(this.#ms > 0 && this.#deadline === Infinity)) return;
    this.#deadline = performance.now() + this.#ms;
    this.#timer ??= setTimeout(this.#check, this.#ms);
  }

  /** Stops the clock. Cheap: the timer runs on and finds out when it fires. */
  pause(): void {
    this.#deadline = Infinity;
  }

  release(): void {
    clearTimeout(this.#timer);
    for (const signal of this.#signals) signal.removeEventListener("abort", this.#abort);
  }

  /** @param late whether it was found late before: once may be the fault of a busy process, with the answer waiting */
  readonly #check = (late?: boolean): void => {
    this.#timer = undefined;
    const left = this.#deadline - performance.now();
    if (left <= 0 && late) this.#end(new RequestTimeoutError(`No answer within ${this.#ms} ms`));
    else if (left < Infinity) this.#timer = setTimeout(this.#check, Math.max(left, 1), left <= 0);
  };

  readonly #abort = (): void => this.#end(abortError(this.#signals.find((signal) => signal.aborted)?.reason));

  #end(error: HTTPClientError): void {
    this.release();
    this.#controller.abort(error);
  }
}

/** The error for an abort's reason: a timeout when the caller's signal was one that times out. */
export const abortError = (cause: unknown): HTTPClientError =>
  (cause as Error | undefined)?.name === "TimeoutError"
    ? new RequestTimeoutError("The caller's signal timed out", { cause })
    : new RequestAbortedError("The caller's signal ended the call", { cause });

/** Waits `ms`; rejects at once when a signal aborts. */
export function pause(ms: number, signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const limit = new Limit(signals, 0);
    const timer = setTimeout(() => {
      limit.release();
      resolve();
    }, ms);
    const end = () => {
      clearTimeout(timer);
      reject(limit.signal.reason);
    };
    if (limit.signal.aborted) end();
    else limit.signal.onabort = end;
  });
}
