/// <reference types="node" />
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { error } from "./answers.js";
import { type Exchange, nodeExchange, type Script, type TestRequest } from "./exchange.js";

/** A server on loopback that answers as its scripts say, and remembers what it was asked. */
export interface TestServer {
  /** Base URL, for `serverURL` or `OPENROUTER_BASE_URL`: `http://127.0.0.1:<port>/api/v1`. */
  readonly url: string;
  /** All requests, oldest first, but for a browser's questions beforehand. */
  readonly requests: readonly TestRequest[];
  /** Answers the next requests with these scripts, one each, before the answers of {@link always}. */
  enqueue(...scripts: Script[]): void;
  /** Answers every request that has no script of its own. Default: status 501, which says so. */
  always(script: Script): void;
  /** Resolves with the request of this number (from 1; default: the next one) when it has come. */
  waitForRequest(number?: number): Promise<TestRequest>;
  /** Resolves when no answer is under way: all are complete, or their callers have gone. */
  idle(): Promise<void>;
  /** Forgets scripts and requests. */
  reset(): void;
  /** Stops, and breaks all connections. */
  close(): Promise<void>;
}

/**
 * Starts a real HTTP server on 127.0.0.1, at a free port, for tests of programs that use the API: by this SDK, by any
 * other client, or in a browser (pages of every origin may call it). Needs Node.js, Bun or Deno. Rejects when the port is taken.
 *
 * @param options.port the port; default a free one
 */
export async function startTestServer(options: { port?: number | undefined } = {}): Promise<TestServer> {
  let queue: Script[] = [];
  let fallback: Script = unscripted;
  let requests: TestRequest[] = [];
  let waiting: { number: number; resolve: (request: TestRequest) => void }[] = [];
  const open = new Set<Exchange>();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    for (const [name, value] of Object.entries(cors)) outgoing.setHeader(name, value);
    if (incoming.method === "OPTIONS") return void outgoing.writeHead(204).end();
    const exchange = await nodeExchange(incoming, outgoing);
    if (!exchange) return;
    open.add(exchange);
    exchange.request.ended.then(() => open.delete(exchange));
    requests.push(exchange.request);
    const told = waiting.filter(({ number }) => number <= requests.length);
    waiting = waiting.filter((wait) => !told.includes(wait));
    for (const { number, resolve } of told) resolve(requests[number - 1]!);
    const script = queue.shift() ?? fallback;
    try {
      await script(exchange);
    } catch (cause) {
      if (exchange.signal.aborted) return;
      await error(500, `The test's script failed: ${cause}`)(exchange);
    }
  }

  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");

  async function close(): Promise<void> {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    get requests() {
      return requests;
    },
    enqueue: (...scripts) => void queue.push(...scripts),
    always(script) {
      fallback = script;
    },
    waitForRequest(number = requests.length + 1) {
      const request = requests[number - 1];
      if (request) return Promise.resolve(request);
      return new Promise((resolve) => waiting.push({ number, resolve }));
    },
    async idle() {
      while (open.size) await Promise.all([...open].map(({ request }) => request.ended));
    },
    reset() {
      queue = [];
      requests = [];
      fallback = unscripted;
    },
    close,
  };
}

const cors = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*, authorization",
  "access-control-expose-headers": "*",
};

const unscripted: Script = (exchange) =>
  error(501, `No answer was scripted for ${exchange.request.method} ${exchange.request.path}`)(exchange);
