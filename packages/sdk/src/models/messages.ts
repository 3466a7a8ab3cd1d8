import type { ChatMessageContentItem, ChatMessageContentItemText } from "./content.js";
import type { ReasoningDetailUnion } from "./reasoning.js";

/** Standing instructions from the application. */
export type SystemMessage = {
  /** Author of the message. */
  role: "system";
  /** The instructions: text, or parts of text. */
  content: string | Array<ChatMessageContentItemText>;
  /** Name that tells authors of one role apart. */
  name?: string | undefined;
};

/** What the user says or shows. */
export type UserMessage = {
  /** Author of the message. */
  role: "user";
  /** Text, or parts: text, images, sound, video, documents. */
  content: string | Array<ChatMessageContentItem>;
  /** Name that tells authors of one role apart. */
  name?: string | undefined;
};

/** Instructions from the application's developer, where a model tells them apart from the system's. */
export type MessageDeveloper = {
  /** Author of the message. */
  role: "developer";
  /** The instructions: text, or parts of text. */
  content: string | Array<ChatMessageContentItemText>;
  /** Name that tells authors of one role apart. */
  name?: string | undefined;
};

/** The function a model wants to have called. */
export type ChatMessageToolCallFunction = {
  /** Name of the function, as given in `tools`. */
  name: string;
  /** Arguments as JSON text, written by the model: it may be invalid. */
  arguments: string;
};

/** A model's wish to have a function called. */
export type ChatMessageToolCall = {
  /** Id that the answer must repeat in `toolCallId`. */
  id: string;
  /** Kind of tool. Only `"function"` exists. */
  type: "function";
  /** What to call with what. */
  function: ChatMessageToolCallFunction;
};

/** An image that the model made. */
export type ChatAssistantImage = {
  /** Where the image is: mostly a `data:` URL with base64 content. Wire: `image_url`. */
  imageUrl: {
    /** The address. */
    url: string;
  };
};

/** Sound that the model made. In a stream each field may come in pieces. */
export type ChatAudioOutput = {
  /** Id by which a later request can refer to it. */
  id?: string | undefined;
  /** The sound in base64. */
  data?: string | undefined;
  /** When the provider forgets it, in seconds since 1970. Wire: `expires_at`. */
  expiresAt?: number | undefined;
  /** What is said in it. */
  transcript?: string | undefined;
};

/**
 * A source or a parsed document that goes with an answer. Its form is the provider's, so the SDK never
 * touches it: keys are spelled as on the wire.
 */
export type ChatMessageAnnotation = {
  /** Kind, e.g. `"url_citation"` or `"file"`; the field of the same name holds the rest. */
  type: string;
  [key: string]: unknown;
};

/**
 * What the model says. The message of an answer has this type too and can be sent back as it is: fields
 * the SDK doesn't know come back and go out unchanged.
 */
export type AssistantMessage = {
  /** Author of the message. */
  role: "assistant";
  /** Text or parts; `null` or missing when there are only tool calls. */
  content?: string | Array<ChatMessageContentItem> | null | undefined;
  /** Name that tells authors of one role apart. */
  name?: string | undefined;
  /** Functions that the model wants to have called. Wire: `tool_calls`. */
  toolCalls?: Array<ChatMessageToolCall> | undefined;
  /** Why the model declined to answer. */
  refusal?: string | null | undefined;
  /** The model's thinking as plain text. */
  reasoning?: string | null | undefined;
  /** The model's thinking in pieces, to be sent back unmodified. Wire: `reasoning_details`. */
  reasoningDetails?: Array<ReasoningDetailUnion> | null | undefined;
  /** Images that the model made. */
  images?: Array<ChatAssistantImage> | undefined;
  /** Sound that the model made. */
  audio?: ChatAudioOutput | null | undefined;
  /** Sources and parsed documents. */
  annotations?: Array<ChatMessageAnnotation> | undefined;
  /** Model that wrote the message, when several take turns. */
  model?: string | undefined;
};

/** The answer to a tool call. */
export type ToolResponseMessage = {
  /** Author of the message. */
  role: "tool";
  /** What the function returned: text, or parts. */
  content: string | Array<ChatMessageContentItem>;
  /** Id of the call that this answers. Wire: `tool_call_id`. */
  toolCallId: string;
};

/** One message of a conversation. `role` tells which kind. */
export type Message = SystemMessage | UserMessage | MessageDeveloper | AssistantMessage | ToolResponseMessage;
