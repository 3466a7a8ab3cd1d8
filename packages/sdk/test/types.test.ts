import { expectTypeOf, test } from "vitest";
import { OpenRouterCore } from "../src/core.js";
import { type ChatSendError, chatSend } from "../src/funcs/chatSend.js";
import { type APIPromise, type EventStream, OpenRouter, type Result } from "../src/index.js";
import type { ChatError, OpenRouterError, SDKValidationError } from "../src/models/errors/index.js";
import type { ChatGenerationParams, ChatResponse, ChatStreamingResponseChunk } from "../src/models/index.js";
import type { SendChatCompletionRequestResponse } from "../src/models/operations/index.js";

// Nothing here is called: the compiler is what checks these tests (`tsc -p tsconfig.test.json`, a part of `npm test`).

type Stream = EventStream<ChatStreamingResponseChunk>;
const question = { model: "m", messages: [{ role: "user" as const, content: "Hi" }] };
declare const either: boolean;
declare const params: ChatGenerationParams;

test("chat.send answers what `stream` asks for", () => {
  const { chat } = new OpenRouter();
  const calls = () => {
    expectTypeOf(chat.send(question)).toEqualTypeOf<Promise<ChatResponse>>();
    expectTypeOf(chat.send({ ...question, stream: false })).toEqualTypeOf<Promise<ChatResponse>>();
    expectTypeOf(chat.send({ ...question, stream: null })).toEqualTypeOf<Promise<ChatResponse>>();
    expectTypeOf(chat.send({ ...question, stream: undefined })).toEqualTypeOf<Promise<ChatResponse>>();
    expectTypeOf(chat.send({ ...question, stream: true })).toEqualTypeOf<Promise<Stream>>();
    expectTypeOf(chat.send({ ...question, stream: either })).toEqualTypeOf<Promise<ChatResponse | Stream>>();
    expectTypeOf(chat.send(params)).toEqualTypeOf<Promise<SendChatCompletionRequestResponse>>();
    expectTypeOf<SendChatCompletionRequestResponse>().toEqualTypeOf<ChatResponse | Stream>();
  };
  expectTypeOf(calls).toBeFunction();
});

test("chatSend answers a result of the same", () => {
  const client = new OpenRouterCore();
  type Answer<T> = APIPromise<Result<T, ChatSendError>>;
  const calls = () => {
    expectTypeOf(chatSend(client, question)).toEqualTypeOf<Answer<ChatResponse>>();
    expectTypeOf(chatSend(client, { ...question, stream: false })).toEqualTypeOf<Answer<ChatResponse>>();
    expectTypeOf(chatSend(client, { ...question, stream: true })).toEqualTypeOf<Answer<Stream>>();
    expectTypeOf(chatSend(client, { ...question, stream: either })).toEqualTypeOf<
      Answer<ChatResponse | Stream>
    >();
    expectTypeOf(chatSend(new OpenRouter(), params)).toEqualTypeOf<Answer<ChatResponse | Stream>>();
  };
  expectTypeOf(calls).toBeFunction();
});

test("a result narrows, and so do its errors", () => {
  const read = (result: Result<ChatResponse, ChatSendError>, isChatError: (e: unknown) => e is ChatError) => {
    if (result.ok) {
      expectTypeOf(result.value).toEqualTypeOf<ChatResponse>();
      expectTypeOf(result.error).toEqualTypeOf<undefined>();
      return;
    }
    expectTypeOf(result.error).toEqualTypeOf<ChatSendError>();
    if (isChatError(result.error)) expectTypeOf(result.error.statusCode).toEqualTypeOf<number>();
    if (result.error.name === "SDKValidationError") expectTypeOf(result.error).toExtend<ChatSendError>();
  };
  expectTypeOf(read).toBeFunction();
  expectTypeOf<OpenRouterError>().toExtend<ChatSendError>();
  expectTypeOf<SDKValidationError>().toExtend<ChatSendError>();
});

test("options of fetch are there, method and body are not", () => {
  const { chat } = new OpenRouter();
  const calls = () => [
    chat.send(question, {
      cache: "no-store",
      headers: { a: "b" },
      signal: null,
      retryCodes: ["5XX"],
      timeoutMs: 1,
    }),
    chat.send(question, { fetchOptions: { credentials: "omit" } }),
    // @ts-expect-error the SDK's own
    chat.send(question, { method: "GET" }),
    // @ts-expect-error the SDK's own
    chat.send(question, { fetchOptions: { body: "x" } }),
    // @ts-expect-error not a policy
    chat.send(question, { retries: { strategy: "forever" } }),
  ];
  expectTypeOf(calls).toBeFunction();
});

test("options may be undefined", () => {
  const make = () => [
    new OpenRouter({ apiKey: undefined, serverURL: undefined, timeoutMs: undefined, retryConfig: undefined }),
    new OpenRouter({ apiKey: () => "k" }),
    new OpenRouter({ apiKey: async () => "k", debugLogger: console, serverURL: new URL("http://localhost") }),
    // @ts-expect-error a number is no key
    new OpenRouter({ apiKey: 1 }),
    // @ts-expect-error there is no such server
    new OpenRouter({ server: "staging" }),
  ];
  expectTypeOf(make).toBeFunction();
});
