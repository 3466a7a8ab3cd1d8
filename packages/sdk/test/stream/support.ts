import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createLimit } from "../../src/http/limit.js";
import type { ChatStreamingResponseChunk } from "../../src/models/index.js";
import { type EventStream, openChatStream } from "../../src/stream/index.js";

export type Script = (response: ServerResponse) => unknown;

/** A server that plays a script for each request; closed when the test is over. */
export async function serve(script: Script, headers: Record<string, string> = {}) {
  const sockets = new Set<Socket>();
  const responses = new Set<ServerResponse>();
  let connections = 0;
  const server = createServer(async (_, response) => {
    responses.add(response);
    response.on("error", () => {});
    response.on("close", () => responses.delete(response));
    response.writeHead(200, { "Content-Type": "text/event-stream", ...headers });
    response.flushHeaders();
    await script(response);
  });
  server.on("connection", (socket) => {
    connections++;
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Connections made up to now. */
    connections: () => connections,
    /** Resolves when no connection carries a response: all have ended or were closed by the client. */
    async quiet(): Promise<void> {
      for (const response of responses) await once(response, "close");
    },
  };
}

export interface OpenOptions {
  onKeepAlive?: (comment: string) => void;
  signals?: AbortSignal[];
  timeoutMs?: number;
  maxEventSize?: number;
}

/** Opens the stream that a server sends. */
export async function open(
  url: string,
  { signals = [], timeoutMs = 0, onKeepAlive, maxEventSize }: OpenOptions = {},
): Promise<EventStream<ChatStreamingResponseChunk>> {
  const limit = createLimit(signals, timeoutMs);
  return openChatStream(await fetch(url, { signal: limit?.signal ?? null }), {
    limit,
    onKeepAlive,
    maxEventSize,
  });
}

/** Serves a script and opens its stream. */
export async function play(script: Script, options?: OpenOptions & { headers?: Record<string, string> }) {
  const server = await serve(script, options?.headers);
  return open(server.url, options);
}

/** An event with a chunk, as sent. */
export const event = (chunk: unknown, end = "\n"): string => `data: ${JSON.stringify(chunk)}${end}${end}`;

/** A chunk as sent: one choice with some text. */
export const textChunk = (content: string, finish_reason: string | null = null, rest: object = {}) => ({
  id: "gen-1700000000-abcdefghijklmnopqrst",
  provider: "Acme",
  model: "acme/model",
  object: "chat.completion.chunk",
  created: 1700000000,
  choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason, logprobs: null }],
  ...rest,
});
export const say = (content: string, finish_reason: string | null = null): string =>
  event(textChunk(content, finish_reason));
export const DONE = "data: [DONE]\n\n";

/** What a loop over a stream got, and what it threw. */
export async function drain(stream: AsyncIterable<ChatStreamingResponseChunk>) {
  const chunks: ChatStreamingResponseChunk[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch (error) {
    return { chunks, error };
  }
  return { chunks, error: undefined };
}
export const textOf = (chunks: ChatStreamingResponseChunk[]): string =>
  chunks.map((chunk) => chunk.choices?.[0]?.delta?.content ?? "").join("");

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
