import { ApiError } from "../generation/api-error.js";

/** Ends the tries that have not begun to answer in time; `signal` also aborts when the client's does. */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #timer: NodeJS.Timeout;

  constructor(ms: number, outer: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      const message = `Nobody had begun to answer within ${ms} ms`;
      this.#controller.abort(new ApiError(504, "timeout", message));
    }, ms);
    if (outer.aborted) this.#onOuter();
    else outer.addEventListener("abort", this.#onOuter);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The answer has begun: it may take as long as it takes. */
  met(): void {
    clearTimeout(this.#timer);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#outer.removeEventListener("abort", this.#onOuter);
  }

  readonly #onOuter = () => {
    this.#controller.abort(this.#outer.reason);
  };
}
