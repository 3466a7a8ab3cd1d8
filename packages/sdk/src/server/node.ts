import type { RouteHandler } from "./route-handler.js";

/** What of `http.IncomingMessage` is used. */
export interface NodeRequest extends AsyncIterable<unknown> {
  method?: string | undefined;
  url?: string | undefined;
  rawHeaders: readonly string[];
}

/** What of `http.ServerResponse` is used. */
export interface NodeResponse {
  readonly writableFinished: boolean;
  writeHead(status: number, headers: string[]): unknown;
  write(bytes: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: "close" | "drain", listener: () => void): unknown;
}

/** A listener of `http.createServer`, also a handler of Express and Connect. */
export type NodeListener = (request: NodeRequest, response: NodeResponse) => Promise<void>;

/**
 * Makes a route handler answer the requests of `node:http`. A caller that goes away aborts the request's signal and
 * cancels the response's body. Never rejects.
 */
export function toNodeListener(handler: RouteHandler): NodeListener {
  return async (incoming, outgoing) => {
    const controller = new AbortController();
    const { signal } = controller;
    /** Called when the buffer has room again, or the connection is gone. */
    let proceed = () => {};
    outgoing.on("drain", () => proceed());
    outgoing.on("close", () => {
      if (!outgoing.writableFinished) controller.abort();
      proceed();
    });
    try {
      const response = await handler(webRequest(incoming, signal));
      outgoing.writeHead(response.status, [...response.headers].flat());
      const reader = response.body?.getReader();
      const leave = () => void reader?.cancel().catch(() => {});
      signal.addEventListener("abort", leave);
      if (signal.aborted) leave();
      for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
        const room = new Promise<void>((resolve) => {
          proceed = resolve;
        });
        if (!outgoing.write(part.value) && !signal.aborted) await room;
      }
      outgoing.end();
    } catch {
      // What has been sent must not look complete.
      outgoing.destroy();
    }
  };
}

function webRequest(incoming: NodeRequest, signal: AbortSignal): Request {
  const { method = "GET", url = "/", rawHeaders } = incoming;
  const headers = new Headers();
  for (let i = 0; i < rawHeaders.length; i += 2) headers.append(rawHeaders[i]!, rawHeaders[i + 1]!);
  const hasBody = method !== "GET" && method !== "HEAD";
  const base = `http://${headers.get("host") ?? "localhost"}`;
  const body = hasBody ? bodyOf(incoming) : null;
  return new Request(new URL(url, base), { method, headers, body, signal, duplex: "half" } as RequestInit);
}

function bodyOf(incoming: NodeRequest): ReadableStream<unknown> {
  const parts = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}
