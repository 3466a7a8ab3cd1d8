import { expect, test } from "vitest";
import type { ChatMessage } from "../../src/chat-session/index.js";
import { converse, gate, textOf } from "./support/conversation.js";

test("send: the user's message and a growing answer, through submitted and streaming to idle", async () => {
  const more = gate();
  const { session, snapshots, until } = await converse(async (reply) => {
    reply.text("Hel", "lo");
    await more.opened;
    reply.text(" world");
    reply.finish();
  });
  const sent = session.send("Hi");
  expect(session.getSnapshot()).toMatchObject({
    status: "submitted",
    messages: [
      { role: "user", parts: [{ type: "text", text: "Hi" }] },
      { role: "assistant", parts: [] },
    ],
  });
  const half = await until(({ messages }) => textOf(messages[1]) === "Hello");
  expect(half.status).toBe("streaming");
  more.open();
  const answer = await sent;
  expect(answer).toMatchObject({
    role: "assistant",
    parts: [{ type: "text", text: "Hello world" }],
    finishReason: "stop",
    generationId: "gen-1-test",
    model: "test/model",
    usage: { totalTokens: 15, cost: 0.25 },
    wire: { role: "assistant", content: "Hello world" },
  });
  expect(session.getSnapshot()).toMatchObject({
    status: "idle",
    usage: { totalTokens: 15 },
    totalUsage: { promptTokens: 10, completionTokens: 5, totalTokens: 15, cost: 0.25 },
  });
  expect(session.getSnapshot().messages[1]).toBe(answer);
  const statuses = snapshots.map(({ status }) => status);
  expect(statuses.filter((status, i) => status !== statuses[i - 1])).toEqual([
    "submitted",
    "streaming",
    "idle",
  ]);
  const { submittedAt, firstTokenAt = 0, finishedAt = 0 } = answer?.timings ?? { submittedAt: Infinity };
  expect(firstTokenAt).toBeGreaterThanOrEqual(submittedAt);
  expect(finishedAt).toBeGreaterThanOrEqual(firstTokenAt);
});

test("the second request carries the whole conversation, request.messages first", async () => {
  const { session, server } = await converse(
    (reply, _, count) => {
      reply.text(`answer ${count}`);
      reply.finish();
    },
    {
      request: { model: "test/model", temperature: 0.5, messages: [{ role: "system", content: "Be brief" }] },
    },
  );
  await session.send("one");
  await session.send([
    { type: "text", text: "what is this?" },
    { type: "image", url: "data:image/png;base64,AA==" },
  ]);
  expect(server.requests[1]?.body).toMatchObject({
    model: "test/model",
    stream: true,
    temperature: 0.5,
    messages: [
      { role: "system", content: "Be brief" },
      { role: "user", content: "one" },
      { role: "assistant", content: "answer 0" },
      {
        role: "user",
        content: [
          { type: "text", text: "what is this?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } },
        ],
      },
    ],
  });
  expect(session.getSnapshot().totalUsage).toEqual({
    promptTokens: 20,
    completionTokens: 10,
    totalTokens: 30,
    cost: 0.5,
  });
});

test("what the assistant sent goes back unchanged, unknown fields and reasoning details included", async () => {
  const details = [
    {
      type: "reasoning.text",
      text: "Let me think",
      signature: "c2ln",
      format: "anthropic-claude-v1",
      index: 0,
    },
    { type: "reasoning.encrypted", data: "AAAA", id: "r1", format: "openai-responses-v1", index: 1 },
  ];
  const { session, server } = await converse((reply) => {
    reply.delta({ role: "assistant", reasoning: "Let me think", reasoning_details: details });
    reply.delta({ content: "Done", some_new_field: { deep_key: [1] } });
    reply.finish();
  });
  const answer = await session.send("one");
  expect(answer?.parts).toEqual([
    { type: "reasoning", text: "Let me think" },
    { type: "text", text: "Done" },
  ]);
  await session.send("two");
  expect(server.requests[1]?.body.messages[1]).toEqual({
    role: "assistant",
    content: "Done",
    reasoning: "Let me think",
    reasoning_details: details,
    some_new_field: { deep_key: [1] },
  });
});

test("reasoning, text and images become parts in the order they came; log-probabilities are kept", async () => {
  const logprob = (token: string) => ({ token, logprob: -0.5, bytes: null, top_logprobs: [] });
  const { session } = await converse((reply) => {
    reply.delta({ reasoning: "a" });
    reply.delta({ reasoning: "b" });
    reply.delta({ content: "x" }, { logprobs: { content: [logprob("x")], refusal: null } });
    reply.delta({ reasoning: "c" });
    reply.delta({ content: "y" }, { logprobs: { content: [logprob("y")], refusal: null } });
    reply.delta({ images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AA==" } }] });
    reply.finish();
  });
  const answer = await session.send("go");
  expect(answer?.parts).toEqual([
    { type: "reasoning", text: "ab" },
    { type: "text", text: "x" },
    { type: "reasoning", text: "c" },
    { type: "text", text: "y" },
    { type: "image", url: "data:image/png;base64,AA==" },
  ]);
  expect(answer?.logprobs?.content?.map(({ token }) => token)).toEqual(["x", "y"]);
});

test("finished messages and unchanged parts keep their identity while an answer streams", async () => {
  const steps = [gate(), gate()];
  const { session, until } = await converse(async (reply, _, count) => {
    if (count === 0) {
      reply.text("first");
      return reply.finish();
    }
    reply.delta({ reasoning: "thinking" });
    reply.text("a");
    await steps[0]?.opened;
    reply.text("b");
    await steps[1]?.opened;
    reply.finish();
  });
  await session.send("one");
  const before = session.getSnapshot().messages;
  const sent = session.send("two");
  const a = await until(({ messages }) => textOf(messages[3]) === "a");
  steps[0]?.open();
  const ab = await until(({ messages }) => textOf(messages[3]) === "ab");
  steps[1]?.open();
  await sent;
  const after = session.getSnapshot().messages;
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  expect(after[2]).toBe(a.messages[2]);
  expect(ab.messages[3]?.parts[0]).toBe(a.messages[3]?.parts[0]);
  expect(textOf(a.messages[3])).toBe("a");
});

test("a burst of 10,000 chunks is complete, in order, and published a few times, not 10,000", async () => {
  const words = Array.from({ length: 10_000 }, (_, i) => `w${i} `);
  const { session, snapshots } = await converse((reply) => {
    reply.text(...words);
    reply.finish();
  });
  const answer = await session.send("go");
  expect(textOf(answer)).toBe(words.join(""));
  expect(snapshots.length).toBeLessThan(1000);
  for (const snapshot of snapshots)
    expect(words.join("").startsWith(textOf(snapshot.messages[1]))).toBe(true);
});

test("keep-alive comments show until the first chunk", async () => {
  const more = gate();
  const { session, until, snapshots } = await converse(async (reply) => {
    reply.comment("QUEUED 2 of 3");
    await more.opened;
    reply.text("hi");
    reply.finish();
  });
  const sent = session.send("go");
  const waiting = await until(({ keepAlive }) => keepAlive !== undefined);
  expect(waiting).toMatchObject({ keepAlive: "QUEUED 2 of 3", status: "submitted" });
  more.open();
  await sent;
  expect(session.getSnapshot().keepAlive).toBeUndefined();
  for (const { status, keepAlive } of snapshots)
    if (status !== "submitted") expect(keepAlive).toBeUndefined();
});

test("stream: false gives the same message in one piece", async () => {
  const { session, server } = await converse(
    (reply) =>
      reply.json(200, {
        id: "gen-2",
        object: "chat.completion",
        created: 1,
        model: "test/model",
        choices: [
          {
            index: 0,
            finish_reason: "stop",
            message: { role: "assistant", reasoning: "hm", content: "Whole" },
          },
        ],
        usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
      }),
    { request: { model: "test/model", stream: false } },
  );
  expect(await session.send("go")).toMatchObject({
    parts: [
      { type: "reasoning", text: "hm" },
      { type: "text", text: "Whole" },
    ],
    finishReason: "stop",
    generationId: "gen-2",
    usage: { totalTokens: 3 },
    wire: { role: "assistant", content: "Whole", reasoning: "hm" },
  });
  expect(server.requests[0]?.body.stream).toBe(false);
});

test("initialMessages and setMessages set the conversation and its totals", async () => {
  const stored: ChatMessage[] = [
    { id: "u", role: "user", parts: [{ type: "text", text: "Hi" }], createdAt: 1 },
    {
      id: "a",
      role: "assistant",
      parts: [{ type: "text", text: "Hello" }],
      createdAt: 2,
      usage: { promptTokens: 1, completionTokens: 2, totalTokens: 3, cost: 1 },
    },
  ];
  const { session, server, until } = await converse(
    (reply, _, count) => {
      reply.text("b");
      if (count > 0) reply.finish();
    },
    { initialMessages: stored },
  );
  expect(session.getSnapshot()).toMatchObject({ messages: stored, totalUsage: { totalTokens: 3, cost: 1 } });
  void session.send("one");
  await until(({ status }) => status === "streaming");
  session.setMessages(JSON.parse(JSON.stringify(stored.slice(0, 1))));
  await server.replies[0]?.closed;
  expect(session.getSnapshot()).toMatchObject({ status: "idle", messages: stored.slice(0, 1) });
  expect(session.getSnapshot().totalUsage).toEqual({
    promptTokens: 0,
    completionTokens: 0,
    totalTokens: 0,
    cost: 0,
  });
  expect(textOf(await session.retry())).toBe("b");
  expect(server.requests[1]?.body.messages).toEqual([{ role: "user", content: "Hi" }]);
});

test("setRequest and configure hold from the next request on; a turn's request holds for that turn", async () => {
  const { session, server } = await converse((reply) => {
    reply.text("ok");
    reply.finish();
  });
  await session.send("one", { request: { model: "other/model" } });
  await session.retry();
  session.setRequest({ model: "third/model", maxTokens: 7 });
  await session.send("two");
  session.configure({ options: { headers: { "x-test": "yes" } } });
  await session.retry({ request: { temperature: 0 } });
  expect(server.requests.map(({ body }) => [body.model, body.max_tokens, body.temperature])).toEqual([
    ["other/model", undefined, undefined],
    ["other/model", undefined, undefined],
    ["third/model", 7, undefined],
    ["third/model", 7, 0],
  ]);
  expect(server.requests[2]?.headers["x-test"]).toBeUndefined();
  expect(server.requests[3]?.headers["x-test"]).toBe("yes");
});
