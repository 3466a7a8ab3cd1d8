import { expect, test } from "vitest";
import type { ChatMessage, ChatPart } from "../../src/chat-session/index.js";
import type { Reply } from "./support/chat-server.js";
import { converse, gate, textOf } from "./support/conversation.js";

const call = (id: string, name: string, args: string) => ({
  id,
  type: "function",
  function: { name, arguments: args },
});

function twoCalls(reply: Reply) {
  reply.text("Let me look.");
  reply.delta({ tool_calls: [{ index: 0, ...call("c1", "weather", "") }] });
  reply.delta({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] });
  reply.delta({ tool_calls: [{ index: 1, ...call("c2", "time", "{}") }] });
  reply.delta({ tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] });
  reply.finish("tool_calls");
}

function answer(reply: Reply) {
  reply.text("Sunny, noon.");
  reply.finish();
}

test("tool calls become parts; the last answer to them continues the conversation", async () => {
  const { session, server } = await converse((reply, _, count) => (count === 0 ? twoCalls : answer)(reply));
  const asked = await session.send("weather and time in Rome?");
  expect(asked?.finishReason).toBe("tool_calls");
  expect(asked?.parts).toEqual([
    { type: "text", text: "Let me look." },
    { type: "tool-call", id: "c1", name: "weather", arguments: '{"city":"Rome"}', state: "ready" },
    { type: "tool-call", id: "c2", name: "time", arguments: "{}", state: "ready" },
  ]);
  expect(await session.answerToolCall("c2", "12:00")).toBeUndefined();
  expect(session.getSnapshot().status).toBe("idle");
  expect(server.requests).toHaveLength(1);
  const last = await session.answerToolCall("c1", { sky: "clear" });
  expect(textOf(last)).toBe("Sunny, noon.");
  const { messages } = session.getSnapshot();
  expect(messages.map(({ role }) => role)).toEqual(["user", "assistant", "assistant"]);
  expect(messages[1]?.parts.slice(1)).toMatchObject([
    { id: "c1", state: "answered", result: '{"sky":"clear"}' },
    { id: "c2", state: "answered", result: "12:00" },
  ]);
  expect(server.requests[1]?.body.messages).toEqual([
    { role: "user", content: "weather and time in Rome?" },
    {
      role: "assistant",
      content: "Let me look.",
      tool_calls: [call("c1", "weather", '{"city":"Rome"}'), call("c2", "time", "{}")],
    },
    { role: "tool", tool_call_id: "c1", content: '{"sky":"clear"}' },
    { role: "tool", tool_call_id: "c2", content: "12:00" },
  ]);
});

test("a call is streaming until the answer is complete, and its arguments grow", async () => {
  const more = gate();
  const { session, until } = await converse(async (reply) => {
    reply.delta({ tool_calls: [{ index: 0, ...call("c1", "weather", '{"ci') }] });
    await more.opened;
    reply.delta({ tool_calls: [{ index: 0, function: { arguments: 'ty":1}' } }] });
    reply.finish("tool_calls");
  });
  const sent = session.send("go");
  const half = await until(({ messages }) => (messages[1]?.parts.length ?? 0) > 0);
  const part: ChatPart = {
    type: "tool-call",
    id: "c1",
    name: "weather",
    arguments: '{"ci',
    state: "streaming",
  };
  expect(half.messages[1]?.parts).toEqual([part]);
  await expect(session.answerToolCall("c1", "early")).rejects.toThrow(RangeError);
  more.open();
  expect((await sent)?.parts).toEqual([{ ...part, arguments: '{"city":1}', state: "ready" }]);
});

test("text around a call keeps its place", async () => {
  const { session } = await converse((reply) => {
    reply.text("before");
    reply.delta({ tool_calls: [{ index: 0, ...call("c1", "f", "{}") }] });
    reply.text("after");
    reply.finish("tool_calls");
  });
  const message = await session.send("go");
  expect(message?.parts.map(({ type }) => type)).toEqual(["text", "tool-call", "text"]);
});

test("a second answer to a call is ignored, an unknown call refused", async () => {
  const { session, server } = await converse((reply, _, count) => (count === 0 ? twoCalls : answer)(reply));
  await session.send("go");
  await session.answerToolCall("c1", "a");
  expect(await session.answerToolCall("c1", "b")).toBeUndefined();
  await Promise.all([session.answerToolCall("c2", "c"), session.answerToolCall("c2", "d")]);
  expect(server.requests).toHaveLength(2);
  expect(server.requests[1]?.body.messages.slice(2).map(({ content }) => content)).toEqual(["a", "c"]);
  await expect(session.answerToolCall("c9", "x")).rejects.toThrow('toolCallId is "c9"');
});

test("calls the user passed over are sent with a result that says so", async () => {
  const { session, server } = await converse((reply, _, count) => (count === 0 ? twoCalls : answer)(reply));
  await session.send("go");
  await session.answerToolCall("c1", "rain");
  await session.send("never mind");
  expect(server.requests[1]?.body.messages.slice(2)).toEqual([
    { role: "tool", tool_call_id: "c1", content: "rain" },
    { role: "tool", tool_call_id: "c2", content: "This call was not answered." },
    { role: "user", content: "never mind" },
  ]);
  expect(await session.answerToolCall("c2", "late")).toBeUndefined();
  expect(server.requests).toHaveLength(2);
});

test("retry after a failed continuation keeps the calls and their answers", async () => {
  const { session, server } = await converse((reply, _, count) => {
    if (count === 0) return twoCalls(reply);
    if (count === 1) return reply.json(500, { error: { code: 500, message: "oops" } });
    answer(reply);
  });
  await session.send("go");
  await session.answerToolCall("c1", "a");
  expect((await session.answerToolCall("c2", "b"))?.error).toBeInstanceOf(Error);
  expect(textOf(await session.retry())).toBe("Sunny, noon.");
  expect(server.requests[2]?.body).toEqual(server.requests[1]?.body);
  expect(session.getSnapshot().messages).toHaveLength(3);
});

test("a call cut off by stop is not sent back", async () => {
  const { session, server, until } = await converse((reply, _, count) => {
    if (count > 0) return answer(reply);
    reply.text("Hm");
    reply.delta({ tool_calls: [{ index: 0, ...call("c1", "weather", '{"ci') }] });
  });
  void session.send("go");
  await until(({ messages }) => messages[1]?.parts.length === 2);
  session.stop();
  await session.send("again");
  expect(server.requests[1]?.body.messages).toEqual([
    { role: "user", content: "go" },
    { role: "assistant", content: "Hm" },
    { role: "user", content: "again" },
  ]);
});

test("messages of role tool in a stored conversation are sent as they are", async () => {
  const stored: ChatMessage[] = [
    { id: "1", role: "user", parts: [{ type: "text", text: "go" }], createdAt: 1 },
    {
      id: "2",
      role: "assistant",
      parts: [{ type: "tool-call", id: "c1", name: "f", arguments: "{}", state: "ready" }],
      createdAt: 2,
    },
    { id: "3", role: "tool", toolCallId: "c1", parts: [{ type: "text", text: "42" }], createdAt: 3 },
  ];
  const { session, server } = await converse(answer, { initialMessages: stored });
  await session.retry();
  expect(server.requests[0]?.body.messages).toEqual([
    { role: "user", content: "go" },
    { role: "assistant", content: "", tool_calls: [call("c1", "f", "{}")] },
    { role: "tool", tool_call_id: "c1", content: "42" },
  ]);
});
