import type { ChatErrorDetail } from "./chat-error.js";
import type { ChatCompletionFinishReason } from "./chat-response.js";
import type { ChatMessageTokenLogprobs } from "./logprobs.js";
import type { ChatAssistantImage, ChatAudioOutput, ChatMessageAnnotation } from "./messages.js";
import type { ReasoningDetailUnion } from "./reasoning.js";
import type { OpenRouterMetadata } from "./router-metadata.js";
import type { ChatGenerationTokenUsage } from "./usage.js";

/** A piece of a function to be called. */
export type ChatStreamingMessageToolCallFunction = {
  /** Name of the function, usually in the first piece. */
  name?: string | undefined;
  /** Next piece of the arguments' JSON text. */
  arguments?: string | undefined;
};

/** A piece of a tool call. Pieces with one `index` belong together. */
export type ChatStreamingMessageToolCall = {
  /** Place among the tool calls, from 0. Some providers leave it out or repeat it. */
  index: number;
  /** Id of the call, usually in the first piece. */
  id?: string | undefined;
  /** Kind of tool. Only `"function"` exists. */
  type?: "function" | undefined;
  /** Piece of the function. */
  function?: ChatStreamingMessageToolCallFunction | undefined;
};

/** What a chunk adds to a message. Each field holds only the new part. */
export type ChatStreamingMessageChunk = {
  /** Author, usually in the first chunk. */
  role?: "assistant" | undefined;
  /** Next piece of the text. */
  content?: string | null | undefined;
  /** Next piece of the thinking as plain text. */
  reasoning?: string | null | undefined;
  /** Next pieces of the thinking. Wire: `reasoning_details`. */
  reasoningDetails?: Array<ReasoningDetailUnion> | null | undefined;
  /** Next piece of the refusal. */
  refusal?: string | null | undefined;
  /** Next pieces of tool calls. Wire: `tool_calls`. */
  toolCalls?: Array<ChatStreamingMessageToolCall> | undefined;
  /** Images that the model made. */
  images?: Array<ChatAssistantImage> | undefined;
  /** Next piece of the sound. */
  audio?: ChatAudioOutput | null | undefined;
  /** Sources and parsed documents. */
  annotations?: Array<ChatMessageAnnotation> | undefined;
};

/** What a chunk adds to one answer. */
export type ChatStreamingChoice = {
  /** Place among the answers, from 0. */
  index: number;
  /** What is added. */
  delta: ChatStreamingMessageChunk;
  /** Why the answer ended; `null` while it goes on. Wire: `finish_reason`. */
  finishReason: ChatCompletionFinishReason | null;
  /** The provider's own word for why it ended. Wire: `native_finish_reason`. */
  nativeFinishReason?: string | null | undefined;
  /** Log-probabilities of the added tokens, when asked for. */
  logprobs?: ChatMessageTokenLogprobs | null | undefined;
  /** The failure that cut the answer short, with `finishReason` `"error"`. */
  error?: ChatErrorDetail | undefined;
};

/**
 * A piece of a streamed answer. `choices` is empty in a chunk that carries only usage, debugging
 * information or an error. Fields the SDK doesn't know are kept as they came.
 */
export type ChatStreamingResponseChunk = {
  /** Id of the generation, the same in all chunks. */
  id: string;
  /** What is added to the answers. */
  choices: Array<ChatStreamingChoice>;
  /** When the generation began, in seconds since 1970. */
  created: number;
  /** Model that answers. */
  model: string;
  /** Says that this is a piece of an answer. */
  object: "chat.completion.chunk";
  /** Provider that answers. */
  provider?: string | undefined;
  /** Configuration of the provider's system; changes when results may. Wire: `system_fingerprint`. */
  systemFingerprint?: string | null | undefined;
  /** Class of service that is used. Wire: `service_tier`. */
  serviceTier?: string | null | undefined;
  /** A failure after the stream began. The stream throws a `ChatStreamError` after this chunk. */
  error?: ChatErrorDetail | undefined;
  /** What the answer took; once, near the end. */
  usage?: ChatGenerationTokenUsage | undefined;
  /** How OpenRouter handled the request. Wire: `openrouter_metadata`. */
  openrouterMetadata?: OpenRouterMetadata | undefined;
  /** What `debug` of the request asked for. Keys come as they are. */
  debug?: { [key: string]: unknown } | undefined;
};

/** Same as {@link ChatStreamingResponseChunk}: an event of a stream is the chunk itself. */
export type ChatStreamingResponseChunkData = ChatStreamingResponseChunk;
