/// <reference types="node" />
import type { IncomingMessage, ServerResponse } from "node:http";

/** A request as it came. */
export interface TestRequest {
  method: string;
  /** Path and query below the base URL, e.g. `/chat/completions`. */
  path: string;
  /** By their names in lower case. */
  headers: Record<string, string>;
  /** The body's JSON, keys as on the wire; its text when it is no JSON, `undefined` without one. */
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
  body: any;
  /** Resolves when the answer is over: sent in full, or broken off by either side. */
  ended: Promise<"complete" | "broken">;
}

/** A request and the answer to it, for a script to give. */
export interface Exchange {
  readonly request: TestRequest;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
  /** Sends the status and header fields. Default: 200. */
  head(status?: number, headers?: Record<string, string>): void;
  /** Sends a piece of the body, in a packet of its own where the system lets it. */
  write(piece: string | Uint8Array): Promise<void>;
  /** Completes the answer. */
  end(piece?: string): void;
  /** Breaks the connection. */
  reset(): void;
  /** Waits, or rejects when the caller goes away. */
  delay(ms: number): Promise<void>;
}

/** How a request is answered. It may take its time: the answer is under way until it is ended or reset. */
export type Script = (exchange: Exchange) => void | Promise<void>;

/** The exchange of a request; `undefined` when the caller left before it was complete. */
export async function nodeExchange(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Exchange | undefined> {
  const parts: Uint8Array[] = [];
  try {
    for await (const part of incoming) parts.push(part as Uint8Array);
  } catch {
    return undefined;
  }
  const controller = new AbortController();
  const ended = new Promise<"complete" | "broken">((resolve) => {
    outgoing.on("close", () => {
      resolve(outgoing.writableFinished ? "complete" : "broken");
      controller.abort(new Error("The caller has gone"));
    });
  });
  outgoing.on("error", () => {});
  const { signal } = controller;
  return {
    request: {
      method: incoming.method ?? "",
      path: (incoming.url ?? "/").replace(/^\/api\/v1(?=\/|$)/, ""),
      headers: Object.fromEntries(
        Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: parse(Buffer.concat(parts).toString()),
      ended,
    },
    signal,
    head(status = 200, headers = {}) {
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
    },
    write: (piece) => new Promise((resolve) => outgoing.write(piece, () => resolve())),
    end: (piece) => void outgoing.end(piece),
    reset: () => void outgoing.destroy(),
    delay: (ms) =>
      new Promise((resolve, reject) => {
        const leave = () => {
          clearTimeout(timer);
          reject(signal.reason);
        };
        const timer = setTimeout(() => {
          signal.removeEventListener("abort", leave);
          resolve();
        }, ms);
        signal.addEventListener("abort", leave);
        if (signal.aborted) leave();
      }),
  };
}

function parse(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return text;
  }
}
