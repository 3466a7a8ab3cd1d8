import type { HTTPClientError } from "../errors/index.js";
import { RequestAbortedError, RequestTimeoutError } from "../errors/index.js";

/** Longest delay of a timer; longer ones would fire at once. */
export const MAX_DELAY = 2 ** 31 - 1;

/**
 * What may end a wait early, the caller's signals and a time limit, as one signal whose reason is an error of
 * the SDK. It holds listeners and a timer until `release`. The clock runs from the start.
 */
export interface Limit {
  signal: AbortSignal;
  /** Gives the full time again after a pause. */
  restart(): void;
  /** Stops the clock. */
  pause(): void;
  release(): void;
}

type NodeGlobals = {
  process?: {
    getBuiltinModule?(name: "node:events"): { setMaxListeners(limit: number, target: EventTarget): void };
  };
};

/**
 * Makes the limit of some signals and a time, if there are any.
 *
 * @param ms time; no limit unless above 0
 */
export function createLimit(signals: readonly AbortSignal[], ms: number): Limit | undefined {
  if (!signals.length && !(ms > 0)) return undefined;
  const controller = new AbortController();
  const { signal } = controller;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pause = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const release = () => {
    pause();
    for (const caller of signals) caller.removeEventListener("abort", abort);
  };
  const end = (error: HTTPClientError) => {
    release();
    controller.abort(error);
  };
  const abort = () => end(abortError(signals.find(({ aborted }) => aborted)?.reason));
  // The process may have been busy, with the answer waiting: that is read before the second timer fires.
  const expire = () => {
    timer = setTimeout(() => end(new RequestTimeoutError(`No answer within ${ms} ms`)), 1);
  };
  const restart = () => {
    if (ms > 0 && ms <= MAX_DELAY) timer ??= setTimeout(expire, ms);
  };

  restart();
  for (const caller of signals) {
    caller.addEventListener("abort", abort);
    // Many calls at once may share a signal: no reason for Node to warn of a leak.
    (globalThis as NodeGlobals).process?.getBuiltinModule?.("node:events").setMaxListeners(0, caller);
  }
  if (signals.some(({ aborted }) => aborted)) abort();
  return { signal, restart, pause, release };
}

/** The error for an abort's reason: a timeout when the caller's signal was one that times out. */
export const abortError = (cause: unknown): HTTPClientError =>
  new ((cause as Error | undefined)?.name === "TimeoutError" ? RequestTimeoutError : RequestAbortedError)(
    "The caller's signal ended the call",
    { cause },
  );

/** Waits `ms`, or until a signal aborts. */
export const pause = (ms: number, signals: readonly AbortSignal[]): Promise<void> =>
  new Promise((resolve) => {
    const { signal } = createLimit(signals, ms)!;
    signal.onabort = () => resolve();
    if (signal.aborted) resolve();
  });
