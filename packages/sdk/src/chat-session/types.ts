import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type {
  AssistantMessage,
  ChatGenerationParams,
  ChatGenerationTokenUsage,
  ChatMessageTokenLogprobs,
  Message,
} from "../models/index.js";

/** Text of a message. Grows while an answer streams. */
export interface TextPart {
  type: "text";
  text: string;
}

/** What the model thought before or between its words. Grows while an answer streams. */
export interface ReasoningPart {
  type: "reasoning";
  text: string;
}

/** An image: one the user sent, or one the model made. */
export interface ImagePart {
  type: "image";
  /** An `https:` or `data:` URL. */
  url: string;
}

/** A call of one of the request's tools. */
export interface ToolCallPart {
  type: "tool-call";
  /** The id the API gave the call; {@link ChatSession.answerToolCall} takes it. */
  id: string;
  name: string;
  /** JSON text as the model wrote it: incomplete while `streaming`, possibly invalid even when `ready`. */
  arguments: string;
  /**
   * `streaming`: still being written (it stays so when the answer broke off before its end);
   * `ready`: waiting for its result; `answered`: has one.
   */
  state: "streaming" | "ready" | "answered";
  /** The text the model gets to see. Only when `answered`. */
  result?: string | undefined;
}

/** One piece of a message, in the order in which it arrived. */
export type ChatPart = TextPart | ReasoningPart | ImagePart | ToolCallPart;

/** When an answer was asked for and came. All in milliseconds since the Unix epoch. */
export interface ChatTimings {
  submittedAt: number;
  /** Arrival of the first text, reasoning or tool call. */
  firstTokenAt?: number | undefined;
  /** End of the answer, complete or not. */
  finishedAt?: number | undefined;
}

/**
 * One message of a conversation: plain data, safe to store as JSON (but for `error`) and to pass back as
 * {@link ChatSessionOptions.initialMessages}. Never changed in place: a changed message is a new object, an
 * unchanged one keeps its identity.
 */
export interface ChatMessage {
  /** Unique within the session, stable while the message streams and when it is edited. */
  id: string;
  role: "system" | "user" | "assistant" | "tool";
  /** Empty for an answer of which nothing has arrived yet. */
  parts: readonly ChatPart[];
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** For `role: "tool"`: the id of the call this message answers. */
  toolCallId?: string | undefined;
  /** Why the answer ended, as the API says (`stop`, `length`, `tool_calls`, …), or `stopped` after {@link ChatSession.stop}. */
  finishReason?: string | undefined;
  /** Tokens and cost of the request that led to this answer. */
  usage?: ChatGenerationTokenUsage | undefined;
  /** The API's id of the answer; also while it streams, where the server keeps it. */
  generationId?: string | undefined;
  /** The model that answered, which a router may have chosen. */
  model?: string | undefined;
  /** Present once the answer has ended, when the request asked for them. */
  logprobs?: ChatMessageTokenLogprobs | undefined;
  /** Of an answer made in a session. */
  timings?: ChatTimings | undefined;
  /** Why the answer broke off. Its parts hold what had arrived. */
  error?: Error | undefined;
  /**
   * The complete answer as the API sent it, with every field this library doesn't know. It is what the next
   * request carries, so that signatures and reasoning details come back to the API unchanged.
   */
  wire?: AssistantMessage | undefined;
}

/**
 * `idle`: nothing under way; `submitted`: sent, nothing back yet; `streaming`: an answer arrives;
 * `error`: the last answer failed, see {@link ChatSnapshot.error}.
 */
export type ChatStatus = "idle" | "submitted" | "streaming" | "error";

/** Sums over the answers of a session, those replaced by a retry or an edit included. */
export interface ChatTotalUsage {
  promptTokens: number;
  completionTokens: number;
  totalTokens: number;
  /** In US dollars; 0 where the API reports no cost. */
  cost: number;
}

/** The state of a session at one moment. Immutable; two snapshots share every message that didn't change. */
export interface ChatSnapshot {
  /** Oldest first. The answer under way is the last one, there from the moment the request is sent. */
  messages: readonly ChatMessage[];
  status: ChatStatus;
  /** Why the last answer failed. Only in status `error`. */
  error?: Error | undefined;
  /** Usage of the last answer that reported one. */
  usage?: ChatGenerationTokenUsage | undefined;
  totalUsage: ChatTotalUsage;
  /** The last keep-alive comment while `submitted`, e.g. a place in a queue. */
  keepAlive?: string | undefined;
  /** The connection of the answer under way broke, and the server is looked for. Only with {@link ChatSessionConfig.resumable}. */
  reconnecting?: boolean | undefined;
}

/**
 * The parameters of a session's requests. `stream` is `true` unless set to `false`; `messages` go before the
 * conversation's own, which makes them the place for a system prompt.
 */
export type ChatSessionRequest = Omit<ChatGenerationParams, "messages"> & {
  messages?: Message[] | undefined;
};

/** What the user says: text, or text and images in order. */
export type ChatInput = string | readonly (TextPart | ImagePart)[];

/** What a request needs; each can be changed later with {@link ChatSession.configure}. */
export interface ChatSessionConfig {
  client: OpenRouterCore;
  request: ChatSessionRequest;
  /** Options of every request: `headers`, `retries`, `timeoutMs`, `signal`, `fetchOptions`, … */
  options?: RequestOptions | undefined;
  /**
   * Asks the server to keep answers that are streamed, for servers that can (`@openrouter/server`). One whose connection
   * breaks goes on where it was, for five minutes; {@link ChatSession.resume} takes one up after a reload; what
   * ends an answer here tells the server to stop it. Default: false.
   */
  resumable?: boolean | undefined;
  /** Called once with every answer that ended complete or was stopped, unless it was dropped. */
  onFinish?: ((message: ChatMessage) => void) | undefined;
  /** Called once with every answer that failed. */
  onError?: ((error: Error, message: ChatMessage) => void) | undefined;
}

/** Options of {@link createChatSession}. */
export interface ChatSessionOptions extends ChatSessionConfig {
  /** The conversation so far, default none. */
  initialMessages?: readonly ChatMessage[] | undefined;
}

/** Changes that hold for one turn: its request, its retries, and what follows from its tool calls. */
export interface ChatTurnOptions {
  /** Overrides parameters of the session's request. */
  request?: Partial<ChatSessionRequest> | undefined;
}

/**
 * A conversation that a user interface can show. The methods don't use `this`.
 *
 * The promise of a method that sends resolves when the answer has ended, with the message it became, however it
 * ended: a failed request is part of the snapshot and never rejects the promise. It resolves with `undefined`
 * when nothing was sent.
 */
export interface ChatSession {
  /** The current state: the same object until something changes. */
  getSnapshot(): ChatSnapshot;
  /**
   * Calls `listener` after each change, at most once per animation frame while an answer streams.
   * Returns the function that ends this.
   */
  subscribe(listener: () => void): () => void;
  /** Adds a user message and asks for an answer. Does nothing while an answer is under way, or for empty input. */
  send(input: ChatInput, turn?: ChatTurnOptions): Promise<ChatMessage | undefined>;
  /** Ends the answer under way, closes its connection and keeps what has arrived. */
  stop(): void;
  /** Asks for the last answer again, replacing it. An answer under way is dropped first, without `onFinish`. */
  retry(turn?: ChatTurnOptions): Promise<ChatMessage | undefined>;
  /**
   * Takes up the last answer where the server still has it: one that was `resumable` and has no end here, such as that of
   * a page before this one. It keeps its id; where the server no longer has it, it stays as it is and nobody is called.
   * Does nothing while an answer is under way.
   */
  resume(): Promise<ChatMessage | undefined>;
  /**
   * Replaces the text of a user message, drops everything after it (also an answer under way, without
   * `onFinish`) and asks for an answer. The message keeps its id and images. Rejects with a `RangeError` when no user message has this id.
   */
  edit(messageId: string, text: string): Promise<ChatMessage | undefined>;
  /**
   * Gives the result of a call that is `ready`; anything but a string is sent as JSON. When the last open call
   * of the answer has its result, the conversation goes on by itself and the promise waits for the next answer.
   * Rejects with a `RangeError` when no call with this id is waiting.
   */
  answerToolCall(toolCallId: string, result: unknown): Promise<ChatMessage | undefined>;
  /** Replaces the conversation; an answer under way is dropped. Totals start again from these messages. */
  setMessages(messages: readonly ChatMessage[]): void;
  /** Replaces the parameters of the requests to come. */
  setRequest(request: ChatSessionRequest): void;
  /** Replaces any of client, request, options and callbacks, from the next request on. */
  configure(changes: Partial<ChatSessionConfig>): void;
  /**
   * Stops silently: closes the connection, drops the subscribers and calls nobody. Nothing is sent any more
   * until someone subscribes again.
   */
  destroy(): void;
}
