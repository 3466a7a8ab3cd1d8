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

/** How long a server has to end an answer of which nothing more is wanted, so that its connection can be used again. */
const farewellMs = 1_000;

/**
 * One HTTP request and its answer as it comes. Leaving it unread costs memory: the bytes wait here. `ExchangeFailed` and
 * the signal's reason are thrown by whoever reads.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #timeouts: Timeouts;
  readonly #signal: AbortSignal;
  readonly #deadline: number;
  /** What has come before anybody reads. */
  #unread: Buffer[] = [];
  #onData: ((chunk: Buffer) => void) | undefined;
  #stage: "connect" | "silent" | "stalled" = "connect";
  /** When the stage has lasted too long. The timer may ring earlier: it is set anew then, not with every chunk. */
  #due = 0;
  #ringsAt = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #head: ResponseHead | undefined;
  #end: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor({ dispatcher, url, method = "POST", headers, body, timeouts, signal }: ExchangeRequest) {
    this.#timeouts = timeouts;
    this.#signal = signal;
    this.#deadline = performance.now() + timeouts.totalMs;
    if (signal.aborted) {
      this.#end = { error: signal.reason };
      return;
    }
    this.#allow(timeouts.connectMs);
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

  /**
   * Hands on what has come and what comes, each part at once. Resolves at the end of the answer; what `onData` throws ends
   * the exchange and is thrown.
   */
  async read(onData: (chunk: Buffer) => void): Promise<void> {
    this.#onData = onData;
    for (const chunk of this.#unread.splice(0)) onData(chunk);
    while (!this.#end) await this.#wait();
    if ("error" in this.#end) throw this.#error();
  }

  /** Whoever reads says that the answer grew: only that counts against silence. */
  progress(): void {
    // What is read may have come whole long ago.
    if (this.#end) return;
    this.#stage = "stalled";
    this.#allow(this.#timeouts.idleMs);
  }

  /** Nothing more is wanted: whoever reads is done. The connection is kept if the server ends the answer soon. */
  leave(): void {
    if (this.#end) return;
    this.#finish({});
    this.#timer = setTimeout(
      () => this.#controller?.abort(new Error("no longer wanted")),
      farewellMs,
    ).unref();
  }

  /** Lets go of the connection; what has not been read is lost. */
  close(): void {
    if (!this.#end) this.#finish({ error: new ExchangeFailed("cut", "the exchange was closed") });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#end) controller.abort(new Error("no longer wanted"));
    else if (this.#stage === "connect") {
      this.#stage = "silent";
      this.#allow(this.#timeouts.firstTokenMs);
    }
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    this.#head = { status, headers };
    this.#wake?.();
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#end) return;
    if (!this.#onData) {
      this.#unread.push(chunk);
      return;
    }
    try {
      this.#onData(chunk);
    } catch (error) {
      this.#finish({ error });
    }
  }

  onResponseEnd(): void {
    clearTimeout(this.#timer);
    this.#finish({});
  }

  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    clearTimeout(this.#timer);
    const kind = this.#stage === "connect" ? "connect" : "cut";
    this.#finish({ error: new ExchangeFailed(kind, cause.message, { cause }) });
  }

  /** The stage may last so long from now on. */
  #allow(ms: number): void {
    const now = performance.now();
    this.#due = Math.min(now + ms, this.#deadline);
    if (this.#due < this.#ringsAt) this.#ring(now);
  }

  #ring(now: number): void {
    clearTimeout(this.#timer);
    this.#ringsAt = this.#due;
    this.#timer = setTimeout(this.#onTime, this.#due - now);
  }

  readonly #onTime = () => {
    const now = performance.now();
    if (now < this.#due - 1) {
      this.#ring(now);
      return;
    }
    const { connectMs, firstTokenMs, idleMs, totalMs } = this.#timeouts;
    if (now >= this.#deadline - 1) {
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
