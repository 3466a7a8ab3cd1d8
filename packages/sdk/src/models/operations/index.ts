import type { EventStream } from "../../stream/event-stream.js";
import type { ChatResponse } from "../chat-response.js";
import type { ChatStreamingResponseChunk } from "../chat-streaming.js";

/** What sending a request gives: the whole answer, or with `stream: true` a stream of its pieces. */
export type SendChatCompletionRequestResponse = ChatResponse | EventStream<ChatStreamingResponseChunk>;
