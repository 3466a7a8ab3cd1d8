import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** A request as it arrived. */
export interface Received {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export type Handler = (response: ServerResponse, request: Received, count: number) => unknown;

export interface TestServer {
  /** Base URL for `serverURL`. */
  url: string;
  received: Received[];
  /** Answers that are neither complete nor cut off. */
  pending: Set<ServerResponse>;
}

/** An HTTP server on loopback until the test ends. With several handlers, each answers one request, the last all others. */
export async function serve(...handlers: Handler[]): Promise<TestServer> {
  const received: Received[] = [];
  const pending = new Set<ServerResponse>();
  const server = createServer(async (incoming, response) => {
    const parts: Buffer[] = [];
    try {
      for await (const part of incoming) parts.push(part);
    } catch {
      return;
    }
    const request = {
      method: incoming.method ?? "",
      url: incoming.url ?? "",
      headers: incoming.headers,
      body: Buffer.concat(parts).toString(),
    };
    received.push(request);
    pending.add(response);
    response.on("close", () => pending.delete(response));
    const handler = handlers[Math.min(received.length, handlers.length) - 1];
    await handler?.(response, request, received.length);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`, received, pending };
}

/** A TCP server on loopback until the test ends, for what no HTTP server would do. */
export async function serveTcp(onConnection: (socket: Socket, count: number) => void): Promise<string> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    onConnection(socket, ++count);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The address of a port that nothing listens on. */
export async function closedPort(): Promise<string> {
  const server = createTcpServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return `http://127.0.0.1:${port}`;
}

export const completion = (content = "Hello"): Record<string, unknown> => ({
  id: "gen-1763820000-abcdefghij0123456789",
  object: "chat.completion",
  created: 1_763_820_000,
  model: "test/model",
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content } }],
  usage: { prompt_tokens: 3, completion_tokens: 1, total_tokens: 4 },
});

export const chunk = (content: string, finishReason: string | null = null): Record<string, unknown> => ({
  id: "gen-1763820000-abcdefghij0123456789",
  object: "chat.completion.chunk",
  created: 1_763_820_000,
  model: "test/model",
  choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: finishReason }],
});

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Handler =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

/** Answers with an event stream of these chunks. */
export const sse =
  (...chunks: unknown[]): Handler =>
  (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const data of chunks) response.write(`data: ${JSON.stringify(data)}\n\n`);
    response.end("data: [DONE]\n\n");
  };
