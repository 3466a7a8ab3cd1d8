"use client";

import { type MutationKey, type UseMutationResult, useMutation } from "@tanstack/react-query";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { unwrapAsync } from "../core/result.js";
import { chatSend } from "../funcs/chatSend.js";
import type { ChatGenerationParams, ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import type { EventStream } from "../stream/index.js";
import { useOpenRouterContext } from "./context.js";
import { mergeRequestOptions } from "./request-options.js";
import type { MutationHookOptions } from "./types.js";

/** What {@link useChatSendMutation}'s `mutate` takes. `Stream` is the type of `request.stream`. */
export type ChatSendMutationVariables<Stream extends boolean = boolean> = {
  request: ChatGenerationParams & StreamParam<Stream>;
  /** Options of this request; they win over the hook's. */
  options?: RequestOptions | undefined;
};

type StreamParam<Stream extends boolean> = boolean extends Stream
  ? unknown
  : Stream extends true
    ? { stream: true }
    : { stream?: false | null | undefined };

/**
 * What the mutation answers: an `EventStream` of chunks for `stream: true`, a `ChatResponse` otherwise, and
 * either when the type of the request doesn't say.
 */
export type ChatSendMutationData<Stream extends boolean = boolean> = Stream extends true
  ? EventStream<ChatStreamingResponseChunk>
  : ChatResponse;

type Variables<Stream extends boolean = boolean> = ChatSendMutationVariables<Stream>;
type Data<Stream extends boolean = boolean> = ChatSendMutationData<Stream>;

/** Sends each request it is given; the type of the answer follows from `request.stream`. */
export interface ChatSendMutationFunction {
  (variables: Variables<true>): Promise<Data<true>>;
  (variables: Variables<false>): Promise<Data<false>>;
  (variables: Variables): Promise<Data>;
}

/** Options of {@link useChatSendMutation}. */
export type ChatSendMutationOptions<Stream extends boolean = boolean> = MutationHookOptions<
  Data<Stream>,
  Error,
  Variables<Stream>
>;

/**
 * Sends chat requests as a TanStack Query mutation: `mutate({ request, options })`. The client comes from
 * the `OpenRouterProvider`.
 *
 * `useChatSendMutation<true>()` takes only requests with `stream: true`, and its `data` is an `EventStream`;
 * `useChatSendMutation<false>()` takes only the others, and its `data` is a `ChatResponse`. Without a type
 * argument both are accepted and `data` is either.
 *
 * A streamed mutation is successful when its first event has arrived; what breaks later is thrown to whoever
 * reads the stream. To show an answer as it arrives, `useChat` is the better hook.
 */
export function useChatSendMutation<Stream extends boolean = boolean>(
  options: ChatSendMutationOptions<Stream> = {},
): UseMutationResult<Data<Stream>, Error, Variables<Stream>> {
  const client = useOpenRouterContext();
  return useMutation<Data<Stream>, Error, Variables<Stream>>({
    ...options,
    mutationKey: mutationKeyChatSend(),
    mutationFn: sender<Stream>(client, options),
  });
}

/** Key of every chat mutation, for `useMutationState`, `useIsMutating` and mutation filters. */
export function mutationKeyChatSend(): MutationKey {
  return ["@openrouter/sdk", "chat", "send"];
}

/**
 * The key and function that {@link useChatSendMutation} is made of, for use with TanStack Query directly.
 * The function rejects with what `chat.send` throws. `hookOptions` are the defaults of every call.
 */
export function buildChatSendMutation(
  client: OpenRouterCore,
  hookOptions?: RequestOptions,
): { mutationKey: MutationKey; mutationFn: ChatSendMutationFunction } {
  return {
    mutationKey: mutationKeyChatSend(),
    mutationFn: sender(client, hookOptions) as ChatSendMutationFunction,
  };
}

function sender<Stream extends boolean>(client: OpenRouterCore, hookOptions?: RequestOptions) {
  return ({ request, options }: Variables<Stream>) =>
    unwrapAsync(chatSend(client, request, mergeRequestOptions(hookOptions, options))) as Promise<
      Data<Stream>
    >;
}
