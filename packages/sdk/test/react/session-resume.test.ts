import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import {
  type ChatMessage,
  type ChatSessionOptions,
  createChatSession,
} from "../../src/chat-session/index.js";
import { OpenRouterCore } from "../../src/core/client.js";
import { StreamTruncatedError } from "../../src/errors/index.js";
import { textOf } from "./support/conversation.js";

const chunk = (delta: object, finish_reason: string | null = null) =>
  JSON.stringify({
    id: "gen-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "test/model",
    choices: [{ index: 0, delta, finish_reason }],
  });
const events = [
  ...["One ", "two ", "three"].map((content) => chunk({ content })),
  chunk({}, "stop"),
  "[DONE]",
].map((data, index) => `id: ${index + 1}\ndata: ${data}\n\n`);

type Handler = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that answers each method as the test says, and what it was asked. */
async function serve(handlers: Record<string, Handler>) {
  const asked: string[] = [];
  let wake = () => {};
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    wake();
    request.resume();
    handlers[request.method!]!(response, request);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    async reached(line: string) {
      while (!asked.includes(line)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

const head = (response: ServerResponse) =>
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "x-generation-id": "gen-1",
    "x-openrouter-resume": "true",
  });

/** Begins the answer, and breaks the connection once the client has had that. */
const beginAndBreak: Handler = (response) => {
  head(response).write(events.slice(0, 2).join(""), () => setImmediate(() => response.destroy()));
};

function sessionFor(url: string, options: Partial<ChatSessionOptions> = {}) {
  const client = new OpenRouterCore({ serverURL: url, apiKey: "test", retryConfig: { strategy: "none" } });
  const session = createChatSession({ client, request: { model: "m" }, resumable: true, ...options });
  onTestFinished(() => session.destroy());
  return session;
}

const interrupted: ChatMessage = {
  id: "msg-1",
  role: "assistant",
  createdAt: 1,
  parts: [{ type: "text", text: "One two " }],
  generationId: "gen-1",
  timings: { submittedAt: 1, firstTokenAt: 2 },
};
const question: ChatMessage = {
  id: "msg-0",
  role: "user",
  createdAt: 0,
  parts: [{ type: "text", text: "Count" }],
};

test("a connection that breaks goes on where it was", async () => {
  const server = await serve({
    POST: (response, request) => {
      expect(request.headers["x-openrouter-resume"]).toBe("true");
      beginAndBreak(response, request);
    },
    GET: (response, request) => {
      expect(request.headers.authorization).toBe("Bearer test");
      head(response).end(events.slice(2).join(""));
    },
  });
  const session = sessionFor(server.url);
  const message = await session.send("Count");
  expect(textOf(message)).toBe("One two three");
  expect(message).toMatchObject({ finishReason: "stop", generationId: "gen-1" });
  expect(message?.error).toBeUndefined();
  expect(server.asked).toEqual(["POST /api/chat/completions", "GET /api/generation/stream?id=gen-1&from=2"]);
  expect(session.getSnapshot()).toMatchObject({ status: "idle", reconnecting: undefined });
});

test("a server that no longer has it: what came stays, with the error", async () => {
  const server = await serve({
    POST: beginAndBreak,
    GET: (response) => response.writeHead(404).end('{"error":{"code":404,"message":"gone"}}'),
  });
  const message = await sessionFor(server.url).send("Count");
  expect(message?.error).toBeInstanceOf(StreamTruncatedError);
  expect(textOf(message)).toBe("One two ");
});

test("stop tells the server, also before the first event", async () => {
  const server = await serve({
    POST: (response) => head(response).flushHeaders(),
    DELETE: (response) => response.end("{}"),
  });
  const session = sessionFor(server.url);
  const sent = session.send("Count");
  await new Promise<void>((resolve) => {
    session.subscribe(() => {
      if (session.getSnapshot().messages[1]?.generationId === "gen-1") resolve();
    });
  });
  session.stop();
  expect(await sent).toMatchObject({ finishReason: "stopped" });
  await server.reached("DELETE /api/generation/stream?id=gen-1");
});

test("resume takes up the answer of an earlier page, and shows never less of it", async () => {
  const server = await serve({ GET: (response) => head(response).end(events.join("")) });
  const session = sessionFor(server.url, { initialMessages: [question, interrupted] });
  const shown: number[] = [];
  session.subscribe(() => shown.push(textOf(session.getSnapshot().messages[1]).length));
  const message = await session.resume();
  expect(message).toMatchObject({ id: "msg-1", finishReason: "stop", parts: [{ text: "One two three" }] });
  expect(message?.timings).toMatchObject({ submittedAt: 1, firstTokenAt: 2 });
  expect(Math.min(...shown)).toBe("One two ".length);
  expect(server.asked).toEqual(["GET /api/generation/stream?id=gen-1&from=0"]);
  expect(await session.resume()).toBeUndefined();
});

test("resume leaves an answer as it was where the server no longer has it", async () => {
  const server = await serve({
    GET: (response) => response.writeHead(404).end('{"error":{"code":404,"message":"gone"}}'),
  });
  const session = sessionFor(server.url, {
    initialMessages: [question, interrupted],
    onError: () => expect.unreachable(),
    onFinish: () => expect.unreachable(),
  });
  expect(await session.resume()).toBe(interrupted);
  expect(session.getSnapshot()).toMatchObject({ status: "idle", messages: [question, interrupted] });
});

test("without resumable nothing of it is asked for", async () => {
  const server = await serve({
    POST: (response, request) => {
      expect(request.headers["x-openrouter-resume"]).toBeUndefined();
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(events.slice(0, 2).join(""), () => setImmediate(() => response.destroy()));
    },
  });
  const message = await sessionFor(server.url, { resumable: false }).send("Count");
  expect(message?.error).toBeInstanceOf(StreamTruncatedError);
  expect(server.asked).toEqual(["POST /api/chat/completions"]);
});
