import { getEventListeners } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { OpenRouterCore } from "../../src/core/client.js";
import { ChatError, RequestAbortedError } from "../../src/models/errors/index.js";
import { buildChatSendMutation, mutationKeyChatSend } from "../../src/react-query/index.js";
import { textDeltas } from "../../src/stream/index.js";
import { type Respond, startChatServer } from "./support/chat-server.js";

const request = { model: "test/model", messages: [{ role: "user" as const, content: "Hi" }] };
const whole = {
  id: "1",
  choices: [{ index: 0, message: { role: "assistant", content: "ok" }, finish_reason: "stop" }],
};

async function serve(respond: Respond) {
  const server = await startChatServer(respond);
  onTestFinished(() => server.close());
  const client = new OpenRouterCore({ serverURL: server.url, retryConfig: { strategy: "none" } });
  return { server, client };
}

test("the key is the seed's", () => {
  expect(mutationKeyChatSend()).toEqual(["@openrouter/sdk", "chat", "send"]);
});

test("the function answers whole or streamed and rejects with the SDK's errors", async () => {
  const { client } = await serve((reply, { body }, count) => {
    if (count === 2) return reply.json(400, { error: { code: 400, message: "no" } });
    if (!body.stream) return reply.json(200, whole);
    reply.text("a", "b");
    reply.finish();
  });
  const { mutationKey, mutationFn } = buildChatSendMutation(client);
  expect(mutationKey).toEqual(mutationKeyChatSend());
  expect((await mutationFn({ request })).choices[0]?.message.content).toBe("ok");
  let text = "";
  for await (const delta of textDeltas(await mutationFn({ request: { ...request, stream: true } })))
    text += delta;
  expect(text).toBe("ab");
  await expect(mutationFn({ request })).rejects.toBeInstanceOf(ChatError);
});

test.each([
  "signal of the hook",
  "nested signal of the hook",
  "signal of the call",
  "nested signal of the call",
])("the %s ends the request, whichever others there are", async (which) => {
  const controllers = Array.from({ length: 4 }, () => new AbortController());
  const [a, b, c, d] = controllers.map(({ signal }) => signal) as [
    AbortSignal,
    AbortSignal,
    AbortSignal,
    AbortSignal,
  ];
  const index = ["signal of the hook", "nested signal of the hook", "signal of the call"].indexOf(which);
  const { client, server } = await serve(() => controllers.at(index)?.abort("enough"));
  const { mutationFn } = buildChatSendMutation(client, { signal: a, fetchOptions: { signal: b } });
  const error = await mutationFn({ request, options: { signal: c, fetchOptions: { signal: d } } }).catch(
    (e) => e,
  );
  expect(error).toBeInstanceOf(RequestAbortedError);
  expect(error.cause).toBe("enough");
  await server.replies[0]?.closed;
});

test("a signal of the hook ends a stream that is being read", async () => {
  const controller = new AbortController();
  const { client, server } = await serve((reply) => reply.text("a"));
  const { mutationFn } = buildChatSendMutation(client, { signal: controller.signal });
  const stream = await mutationFn({
    request: { ...request, stream: true },
    options: { signal: new AbortController().signal },
  });
  const reading = (async () => {
    for await (const _ of stream) controller.abort();
  })();
  await expect(reading).rejects.toBeInstanceOf(RequestAbortedError);
  await server.replies[0]?.closed;
});

test("a long-lived signal keeps nothing of the requests that are over", async () => {
  const { signal } = new AbortController();
  const { client } = await serve((reply, { body }) => {
    if (!body.stream) return reply.json(200, whole);
    reply.text("a");
    reply.finish();
  });
  const { mutationFn } = buildChatSendMutation(client, { signal });
  for (let i = 0; i < 3; i++) {
    await mutationFn({ request, options: { signal: new AbortController().signal } });
    for await (const _ of await mutationFn({ request: { ...request, stream: true } }));
  }
  expect(getEventListeners(signal, "abort")).toHaveLength(0);
});
