import type { HTTPClientError } from "../errors/index.js";
import { RequestAbortedError, RequestTimeoutError } from "../errors/index.js";

/** Longest delay of a timer; longer ones would fire at once. */
export const MAX_DELAY = 2 ** 31 - 1;

/**
 * What may end a wait early: the caller's signals and a time limit. It holds listeners and a timer until `release`.
 * The clock runs from the start.
 *
 * Of a caller's signal only `aborted`, `reason` and the listeners are used: it may be of another realm, or a polyfill's.
 */
export interface Limit {
  /** Aborts when the limit ends the wait. */
  readonly signal: AbortSignal;
  /** Why it has ended the wait, if it has. */
  readonly error: HTTPClientError | undefined;
  /** Calls back when it ends the wait, or now if it has. */
  onEnd(listener: (error: HTTPClientError) => void): void;
  /** What `work` gives, unless the limit ends first; then `late` is given it. */
  within<T>(work: Promise<T>, late?: (value: T) => void): Promise<T>;
  /** Gives the full time again after a pause. */
  restart(): void;
  /** Stops the clock. */
  pause(): void;
  release(): void;
}

/**
 * Makes the limit of some signals and a time, if there are any.
 *
 * @param ms time; no limit unless above 0
 */
export function createLimit(signals: readonly AbortSignal[], ms: number): Limit | undefined {
  if (!signals.length && !(ms > 0)) return undefined;
  const controller = new AbortController();
  const listeners: ((error: HTTPClientError) => void)[] = [];
  let error: HTTPClientError | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const pause = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const release = () => {
    pause();
    for (const caller of signals) caller.removeEventListener("abort", abort);
  };
  const end = (reason: HTTPClientError) => {
    release();
    error = reason;
    controller.abort(reason);
    for (const listener of listeners) listener(reason);
  };
  const abort = () => end(abortError(signals.find(({ aborted }) => aborted)?.reason));
  // The process may have been busy, with the answer waiting: that is read before the second timer fires.
  const expire = () => {
    timer = setTimeout(() => end(new RequestTimeoutError(`No answer within ${ms} ms`)), 1);
  };
  const restart = () => {
    if (ms > 0 && ms <= MAX_DELAY) timer ??= setTimeout(expire, ms);
  };
  const onEnd: Limit["onEnd"] = (listener) => {
    if (error) listener(error);
    else listeners.push(listener);
  };

  restart();
  for (const caller of signals) {
    caller.addEventListener("abort", abort);
    allowManyListeners(caller);
  }
  if (signals.some(({ aborted }) => aborted)) abort();

  return {
    signal: controller.signal,
    get error() {
      return error;
    },
    onEnd,
    within: (work, late) =>
      new Promise((resolve, reject) => {
        onEnd(reject);
        work.then((value) => {
          resolve(value);
          if (error) late?.(value);
        }, reject);
      }),
    restart,
    pause,
    release,
  };
}

type NodeGlobals = {
  process?: {
    getBuiltinModule?(name: "node:events"): { setMaxListeners(limit: number, target: EventTarget): void };
  };
};

/** Many calls at once may share a signal: no reason for Node to warn of a leak. */
function allowManyListeners(signal: AbortSignal): void {
  try {
    (globalThis as NodeGlobals).process?.getBuiltinModule?.("node:events").setMaxListeners(0, signal);
  } catch {
    // Not a signal of Node's, so no warning either.
  }
}

let taken: boolean | undefined;

/**
 * The signal, where the host's `fetch` takes it. Some test environments replace `AbortController` and not `fetch`, which
 * then refuses the signal; the call ends in time all the same.
 */
export function signalForFetch(signal: AbortSignal): AbortSignal | null {
  try {
    taken ??= !!new Request("http://localhost", { signal });
  } catch {
    taken = false;
  }
  return taken ? signal : null;
}

/** The error for an abort's reason: a timeout when the caller's signal was one that times out. */
export const abortError = (cause: unknown): HTTPClientError =>
  new ((cause as Error | undefined)?.name === "TimeoutError" ? RequestTimeoutError : RequestAbortedError)(
    "The caller's signal ended the call",
    { cause },
  );

/** Waits `ms`, or until a signal aborts. */
export const wait = (ms: number, signals: readonly AbortSignal[]): Promise<unknown> =>
  new Promise((resolve) => createLimit(signals, ms)!.onEnd(resolve));
