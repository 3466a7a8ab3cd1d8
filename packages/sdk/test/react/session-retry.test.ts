import { expect, test } from "vitest";
import type { ChatMessage } from "../../src/chat-session/index.js";
import { ChatError, ChatStreamError, StreamTruncatedError } from "../../src/models/errors/index.js";
import { converse, textOf } from "./support/conversation.js";

test("an HTTP error: status error, the message keeps it, onError once; retry answers", async () => {
  const errors: [Error, ChatMessage][] = [];
  const { session, server } = await converse(
    (reply, _, count) => {
      if (count === 0) return reply.json(429, { error: { code: 429, message: "Slow down" } });
      reply.text("better");
      reply.finish();
    },
    { onError: (error, message) => errors.push([error, message]) },
  );
  const failed = await session.send("go");
  const state = session.getSnapshot();
  expect(state.status).toBe("error");
  expect(state.error).toBeInstanceOf(ChatError);
  expect(state.error?.message).toContain("Slow down");
  expect(failed).toMatchObject({ parts: [], error: state.error });
  expect(errors).toEqual([[state.error, failed]]);

  const sent = session.retry();
  expect(session.getSnapshot()).toMatchObject({ status: "submitted", error: undefined });
  expect(textOf(await sent)).toBe("better");
  expect(session.getSnapshot()).toMatchObject({ status: "idle", error: undefined, messages: [{}, {}] });
  expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
});

test("an error in the stream keeps what arrived", async () => {
  const { session } = await converse((reply) => {
    reply.text("Once");
    reply.chunk({
      error: { code: 502, message: "Upstream died" },
      choices: [{ index: 0, delta: { content: "" }, finish_reason: "error" }],
    });
  });
  const failed = await session.send("go");
  expect(failed?.error).toBeInstanceOf(ChatStreamError);
  expect(failed).toMatchObject({ parts: [{ type: "text", text: "Once" }], wire: undefined });
  expect(session.getSnapshot().status).toBe("error");
});

test("a cut stream is an error, and its text is part of what is sent next", async () => {
  const { session, server, until } = await converse(async (reply, _, count) => {
    reply.text("Once");
    if (count > 0) return reply.finish();
    await until(({ status }) => status === "streaming");
    reply.cut();
  });
  const failed = await session.send("go");
  expect(failed?.error).toBeInstanceOf(StreamTruncatedError);
  expect(textOf(failed)).toBe("Once");
  await session.send("go on");
  expect(server.requests[1]?.body.messages).toEqual([
    { role: "user", content: "go" },
    { role: "assistant", content: "Once" },
    { role: "user", content: "go on" },
  ]);
});

test("a request that cannot be encoded is an error of the conversation too", async () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const { session, server } = await converse(() => {}, {
    request: { model: "m", tools: [{ type: "function", function: { name: "f", parameters: loop } }] },
  });
  const failed = await session.send("go");
  expect(failed?.error).toBeInstanceOf(Error);
  expect(session.getSnapshot().status).toBe("error");
  expect(server.requests).toHaveLength(0);
});

test("retry replaces a good answer; the totals count both", async () => {
  const { session, server } = await converse((reply, _, count) => {
    reply.text(`answer ${count}`);
    reply.finish();
  });
  const first = await session.send("go");
  const second = await session.retry();
  expect(textOf(second)).toBe("answer 1");
  expect(second?.id).not.toBe(first?.id);
  expect(session.getSnapshot().messages).toHaveLength(2);
  expect(session.getSnapshot().totalUsage.totalTokens).toBe(30);
  expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
});

test("retry while streaming drops the answer first, without onFinish", async () => {
  const finished: string[] = [];
  const { session, server, until } = await converse(
    (reply, _, count) => {
      reply.text(`answer ${count}`);
      if (count > 0) reply.finish();
    },
    { onFinish: (message) => finished.push(textOf(message)) },
  );
  const first = session.send("go");
  await until(({ status }) => status === "streaming");
  const second = session.retry();
  expect(textOf(await second)).toBe("answer 1");
  expect(await first).toMatchObject({ finishReason: "stopped" });
  await server.replies[0]?.closed;
  expect(session.getSnapshot().messages).toHaveLength(2);
  expect(finished).toEqual(["answer 1"]);
});

test("retry of an empty conversation does nothing", async () => {
  const { session, server } = await converse(() => {});
  expect(await session.retry()).toBeUndefined();
  expect(server.requests).toHaveLength(0);
});

test("edit changes a user message, drops what follows and asks again", async () => {
  const { session, server } = await converse((reply, _, count) => {
    reply.text(`answer ${count}`);
    reply.finish();
  });
  await session.send([
    { type: "text", text: "what is this?" },
    { type: "image", url: "data:image/png;base64,AA==" },
  ]);
  await session.send("two");
  const [first] = session.getSnapshot().messages;
  await session.edit(first?.id ?? "", "and this?");
  const { messages } = session.getSnapshot();
  expect(messages).toHaveLength(2);
  expect(messages[0]?.id).toBe(first?.id);
  expect(messages[0]?.parts).toEqual([
    { type: "text", text: "and this?" },
    { type: "image", url: "data:image/png;base64,AA==" },
  ]);
  expect(textOf(messages[1])).toBe("answer 2");
  expect(server.requests[2]?.body.messages).toHaveLength(1);
  await expect(session.edit(messages[1]?.id ?? "", "x")).rejects.toThrow(RangeError);
  await expect(session.edit("nobody", "x")).rejects.toThrow('messageId is "nobody"');
});
