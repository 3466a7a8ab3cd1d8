import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Timeouts } from "./timeouts.js";

export interface ExchangeRequest {
  dispatcher: Dispatcher;
  /** The whole address. */
  url: URL;
  method?: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
  timeouts: Timeouts;
  /** Ends everything at once; its reason is thrown as it is. */
  signal: AbortSignal;
}

export interface ResponseHead {
  status: number;
  headers: IncomingHttpHeaders;
}

/** What ended an exchange too early. */
export class ExchangeFailed extends Error {
  override readonly name = "ExchangeFailed";
  readonly kind: "connect" | "silent" | "stalled" | "total" | "cut";

  constructor(kind: ExchangeFailed["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/**
 * One HTTP request and its answer as it comes. Leaving it unread costs memory: the bytes wait here. `ExchangeFailed` and
 * the signal's reason are thrown by whoever reads.
 */
export class Exchange implements AsyncIterator<Buffer, undefined>, Dispatcher.DispatchHandler {
  readonly #timeouts: Timeouts;
  readonly #signal: AbortSignal;
  readonly #deadline: number;
  readonly #chunks: Buffer[] = [];
  #stage: "connect" | "silent" | "stalled" = "connect";
  #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #head: ResponseHead | undefined;
  #end: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor({ dispatcher, url, method = "POST", headers, body, timeouts, signal }: ExchangeRequest) {
    this.#timeouts = timeouts;
    this.#signal = signal;
    this.#deadline = performance.now() + timeouts.totalMs;
    this.#timer = setTimeout(this.#onTime, Math.min(timeouts.connectMs, timeouts.totalMs));
    if (signal.aborted) {
      this.#finish({ error: signal.reason });
      return;
    }
    signal.addEventListener("abort", this.#onAbort);
    const request = {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers,
      body: body ?? null,
    };
    dispatcher.dispatch(request, this);
  }

  /** Status and headers. */
  async head(): Promise<ResponseHead> {
    while (!this.#head) {
      if (this.#end) throw this.#error();
      await this.#wait();
    }
    return this.#head;
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    for (;;) {
      const value = this.#chunks.shift();
      if (value) return { done: false, value };
      if (this.#end && "error" in this.#end) throw this.#error();
      if (this.#end) return { done: true, value: undefined };
      await this.#wait();
    }
  }

  async return(): Promise<IteratorResult<Buffer, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Whoever reads says that the answer grew: only that counts against silence. */
  progress(): void {
    // What is read may have come whole long ago.
    if (this.#end) return;
    if (this.#stage === "stalled") this.#timer.refresh();
    else this.#enter("stalled");
  }

  /** Lets go of the connection; what has not been read is lost. */
  close(): void {
    if (!this.#end) this.#finish({ error: new ExchangeFailed("cut", "the exchange was closed") });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#end) controller.abort(new Error("no longer wanted"));
    else if (this.#stage === "connect") this.#enter("silent");
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers };
    this.#wake?.();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#wake?.();
  }

  onResponseEnd(): void {
    this.#finish({});
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    const kind = this.#stage === "connect" ? "connect" : "cut";
    this.#finish({ error: new ExchangeFailed(kind, cause.message, { cause }) });
  }

  #enter(stage: "silent" | "stalled"): void {
    this.#stage = stage;
    const limit = stage === "silent" ? this.#timeouts.firstTokenMs : this.#timeouts.idleMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#onTime, Math.min(limit, this.#deadline - performance.now()));
  }

  readonly #onTime = () => {
    const { connectMs, firstTokenMs, idleMs, totalMs } = this.#timeouts;
    if (performance.now() >= this.#deadline - 1) {
      this.#finish({ error: new ExchangeFailed("total", `not finished within ${totalMs} ms`) });
      return;
    }
    const messages = {
      connect: `no connection within ${connectMs} ms`,
      silent: `no answer within ${firstTokenMs} ms`,
      stalled: `nothing more for ${idleMs} ms`,
    };
    this.#finish({ error: new ExchangeFailed(this.#stage, messages[this.#stage]) });
  };

  readonly #onAbort = () => {
    this.#finish({ error: this.#signal.reason });
  };

  #finish(end: { error?: unknown }): void {
    if (this.#end) return;
    this.#end = end;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener("abort", this.#onAbort);
    if ("error" in end) this.#controller?.abort(new Error("no longer wanted"));
    this.#wake?.();
  }

  #error(): unknown {
    return this.#end?.error ?? new ExchangeFailed("cut", "the answer ended before it began");
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
