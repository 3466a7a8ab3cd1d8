import type { UseMutationResult } from "@tanstack/react-query";
import { expectTypeOf } from "vitest";
import type {
  ChatPart,
  ChatSession,
  ChatSessionOptions,
  ChatSnapshot,
} from "../../src/chat-session/index.js";
import type { OpenRouterCore } from "../../src/core/client.js";
import type {
  ChatGenerationParams,
  ChatResponse,
  ChatStreamingResponseChunk,
} from "../../src/models/index.js";
import type {
  buildChatSendMutation,
  ChatSendMutationData,
  ChatSendMutationVariables,
  MutationHookOptions,
  OpenRouterProvider,
  UseChatOptions,
  UseChatResult,
  useChat,
  useChatSendMutation,
} from "../../src/react-query/index.js";
import type { EventStream } from "../../src/stream/index.js";

type Stream = EventStream<ChatStreamingResponseChunk>;
type Mutation<S extends boolean> = ReturnType<typeof useChatSendMutation<S>>;

// data is typed by stream
expectTypeOf<Mutation<true>["data"]>().toEqualTypeOf<Stream | undefined>();
expectTypeOf<Mutation<false>["data"]>().toEqualTypeOf<ChatResponse | undefined>();
expectTypeOf<Mutation<boolean>["data"]>().toEqualTypeOf<Stream | ChatResponse | undefined>();
expectTypeOf<ChatSendMutationData>().toEqualTypeOf<Stream | ChatResponse>();
expectTypeOf<ReturnType<typeof useChatSendMutation>>().toEqualTypeOf<
  UseMutationResult<ChatSendMutationData, Error, ChatSendMutationVariables>
>();

// the request must agree with the type argument
{
  const request = { model: "m", messages: [] };
  expectTypeOf({ request: { ...request, stream: true as const } }).toExtend<
    ChatSendMutationVariables<true>
  >();
  expectTypeOf({ request }).toExtend<ChatSendMutationVariables<false>>();
  expectTypeOf({ request: { ...request, stream: null } }).toExtend<ChatSendMutationVariables<false>>();
  expectTypeOf<{ request: ChatGenerationParams }>().toExtend<ChatSendMutationVariables>();
  expectTypeOf({ request }).not.toExtend<ChatSendMutationVariables<true>>();
  expectTypeOf({ request: { ...request, stream: true as const } }).not.toExtend<
    ChatSendMutationVariables<false>
  >();
}

// buildChatSendMutation's function infers the data from the request
{
  const inferred = (
    send: ReturnType<typeof buildChatSendMutation>["mutationFn"],
    params: ChatGenerationParams,
  ) => ({
    whole: send({ request: { model: "m", messages: [] } }),
    stream: send({ request: { model: "m", messages: [], stream: true } }),
    either: send({ request: params }),
  });
  expectTypeOf<ReturnType<typeof inferred>>().toEqualTypeOf<{
    whole: Promise<ChatResponse>;
    stream: Promise<Stream>;
    either: Promise<Stream | ChatResponse>;
  }>();
}

// hook options are TanStack Query's and the SDK's, without the key and the function
type Options = NonNullable<Parameters<typeof useChatSendMutation<true>>[0]>;
expectTypeOf<Options>().toEqualTypeOf<MutationHookOptions<Stream, Error, ChatSendMutationVariables<true>>>();
expectTypeOf<Options>().toHaveProperty("retries");
expectTypeOf<Options>().toHaveProperty("timeoutMs");
expectTypeOf<Options>().toHaveProperty("fetchOptions");
expectTypeOf<Options>().toHaveProperty("onSuccess");
expectTypeOf<Options>().toHaveProperty("retry");
expectTypeOf<Options>().not.toHaveProperty("mutationFn");
expectTypeOf<Options>().not.toHaveProperty("mutationKey");
expectTypeOf<Parameters<NonNullable<Options["onSuccess"]>>[0]>().toEqualTypeOf<Stream>();

// useChat is a session's state and methods; only its client may be left out
expectTypeOf<typeof useChat>().toEqualTypeOf<(options: UseChatOptions) => UseChatResult>();
expectTypeOf<UseChatResult>().toEqualTypeOf<ChatSnapshot & ChatSession>();
expectTypeOf<ChatSessionOptions>().toExtend<UseChatOptions>();
expectTypeOf<{ request: { model: string } }>().toExtend<UseChatOptions>();
expectTypeOf<{ client: OpenRouterCore }>().not.toExtend<UseChatOptions>();
expectTypeOf<Parameters<typeof OpenRouterProvider>[0]["client"]>().toEqualTypeOf<OpenRouterCore>();

// a part's type tells its fields
expectTypeOf<Extract<ChatPart, { type: "tool-call" }>["state"]>().toEqualTypeOf<
  "streaming" | "ready" | "answered"
>();
expectTypeOf<Extract<ChatPart, { text: string }>["type"]>().toEqualTypeOf<"text" | "reasoning">();
expectTypeOf<ChatSnapshot["status"]>().toEqualTypeOf<"idle" | "submitted" | "streaming" | "error">();
