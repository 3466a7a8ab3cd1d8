import { getEventListeners } from "node:events";
import { expect, test } from "vitest";
import type { ChatMessage } from "../../src/chat-session/index.js";
import { converse, gate, textOf } from "./support/conversation.js";

test("stop keeps what arrived, closes the connection and tells onFinish once", async () => {
  const finished: ChatMessage[] = [];
  const { session, server, until } = await converse((reply) => reply.text("Once upon"), {
    onFinish: (message) => finished.push(message),
    onError: () => expect.unreachable(),
  });
  const sent = session.send("tell me");
  await until(({ messages }) => textOf(messages[1]) === "Once upon");
  session.stop();
  const stopped = session.getSnapshot();
  expect(stopped).toMatchObject({ status: "idle", error: undefined });
  expect(stopped.messages[1]).toMatchObject({
    parts: [{ type: "text", text: "Once upon" }],
    finishReason: "stopped",
    wire: undefined,
  });
  expect(await sent).toBe(stopped.messages[1]);
  await server.replies[0]?.closed;
  expect(server.replies[0]?.abandoned).toBe(true);
  session.stop();
  expect(finished).toEqual([stopped.messages[1]]);
  expect(session.getSnapshot()).toBe(stopped);
});

test("stop flushes text that no frame has shown yet", async () => {
  const { session, until } = await converse((reply) => reply.text("a", "b", "c"));
  void session.send("go");
  await until(({ status }) => status === "streaming");
  session.stop();
  expect(textOf(session.getSnapshot().messages[1])).toBe("abc");
});

test("the signal in the session's options stops too, and keeps no listener of answers that are over", async () => {
  const controller = new AbortController();
  const { session, until } = await converse(
    (reply, _, count) => {
      reply.text("Once");
      if (count === 0) reply.finish();
    },
    { options: { signal: controller.signal } },
  );
  await session.send("one");
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  const sent = session.send("two");
  await until(({ status }) => status === "streaming");
  controller.abort();
  expect(await sent).toMatchObject({ finishReason: "stopped", parts: [{ text: "Once" }] });
  expect(session.getSnapshot().status).toBe("idle");
  expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  expect(await session.send("three")).toMatchObject({ finishReason: "stopped", parts: [] });
});

test("a stopped answer goes back to the API as its text, an empty one not at all", async () => {
  const second = gate();
  const { session, server, until } = await converse((reply, _, count) => {
    if (count === 0) return reply.text("Once upon");
    if (count === 1) return second.open();
    reply.text("ok");
    reply.finish();
  });
  void session.send("one");
  await until(({ status }) => status === "streaming");
  session.stop();
  void session.send("two");
  await second.opened;
  session.stop();
  await session.send("three");
  expect(server.requests.at(-1)?.body.messages).toEqual([
    { role: "user", content: "one" },
    { role: "assistant", content: "Once upon" },
    { role: "user", content: "two" },
    { role: "user", content: "three" },
  ]);
});

test("nothing is sent while an answer is under way, for empty input, or after destroy", async () => {
  const { session, server, until } = await converse((reply) => reply.text("a"));
  void session.send("one");
  expect(await session.send("one")).toBeUndefined();
  await until(({ status }) => status === "streaming");
  session.stop();
  expect(await session.send("  ")).toBeUndefined();
  expect(await session.send([])).toBeUndefined();
  session.destroy();
  expect(await session.send("late")).toBeUndefined();
  expect(await session.retry()).toBeUndefined();
  expect(server.requests).toHaveLength(1);
});

test("destroy closes the connection and calls nobody; subscribing again wakes the session", async () => {
  const calls: string[] = [];
  const { session, server, until } = await converse(
    (reply, _, count) => {
      reply.text("a");
      if (count > 0) reply.finish();
    },
    {
      onFinish: () => calls.push("finish"),
      onError: () => calls.push("error"),
    },
  );
  const sent = session.send("one");
  await until(({ status }) => status === "streaming");
  session.subscribe(() => calls.push("change"));
  session.destroy();
  expect(await sent).toMatchObject({ finishReason: "stopped" });
  await server.replies[0]?.closed;
  expect(calls).toEqual([]);
  expect(session.getSnapshot()).toMatchObject({
    status: "idle",
    messages: [{}, { finishReason: "stopped" }],
  });
  session.subscribe(() => {});
  expect(textOf(await session.send("two"))).toBe("a");
});
