import { ApiError } from "../chat/api-error.js";

/** The client closed its connection; there is nobody to answer. */
export class ClientGone extends Error {
  override readonly name = "ClientGone";
}

/** One answer in progress: its signal's `reason` says why it was stopped. */
export interface RunningAnswer {
  signal: AbortSignal;
  stop(reason: ApiError | ClientGone): void;
  end(): void;
}

/** The answers in progress, to wait for or to stop all together. */
export class RunningAnswers {
  readonly #controllers = new Set<AbortController>();
  #whenIdle: (() => void)[] = [];

  constructor(private readonly longestMs: number) {}

  get size(): number {
    return this.#controllers.size;
  }

  begin(): RunningAnswer {
    const controller = new AbortController();
    this.#controllers.add(controller);
    const timer = setTimeout(() => {
      const message = `The answer was not finished within ${this.longestMs} ms`;
      controller.abort(new ApiError(504, "timeout", message));
    }, this.longestMs);
    return {
      signal: controller.signal,
      stop: (reason) => controller.abort(reason),
      end: () => {
        clearTimeout(timer);
        this.#controllers.delete(controller);
        if (this.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
      },
    };
  }

  /** Waits until none is left; after `graceMs` stops those that are. */
  async drain(graceMs: number): Promise<void> {
    if (this.size === 0) return;
    const idle = new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    const timer = setTimeout(() => {
      const reason = new ApiError(503, "provider_unavailable", "The server is shutting down");
      for (const controller of this.#controllers) controller.abort(reason);
    }, graceMs);
    await idle;
    clearTimeout(timer);
  }
}
