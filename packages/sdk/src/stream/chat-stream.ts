import { ChatStreamError, ResponseValidationError, StreamTruncatedError } from "../errors/index.js";
import type { ChatErrorDetail, ChatStreamingResponseChunk } from "../models/index.js";
import { createChunkReader } from "./chunk-reader.js";
import type { EventReaderOptions, StreamProtocol } from "./event-reader.js";
import { EventStream } from "./event-stream.js";

/**
 * The stream of a chat completion's chunks, once its first event has arrived.
 *
 * Rejects when the stream fails before that: until then nothing has been given to anyone, so the request may
 * be tried again.
 */
export async function openChatStream(
  response: Response,
  options?: EventReaderOptions,
): Promise<EventStream<ChatStreamingResponseChunk>> {
  const stream = new EventStream(response, chatProtocol(response), options);
  await stream.ready();
  return stream;
}

function chatProtocol(response: Response): StreamProtocol<ChatStreamingResponseChunk> {
  const { read, received } = createChunkReader();
  let error: ChatErrorDetail | undefined;

  const protocol = {
    ended: false,
    id: undefined as string | undefined,
    received,

    read(data: string): ChatStreamingResponseChunk | undefined {
      if (data.startsWith("[DONE]")) protocol.ended = true;
      // Some servers send empty events to keep the connection alive.
      if (protocol.ended || !data) return undefined;
      let chunk: ChatStreamingResponseChunk;
      try {
        chunk = read(data);
      } catch (cause) {
        throw Object.assign(
          new ResponseValidationError("An event of the stream is not a JSON object", {
            response,
            body: data,
          }),
          { cause, received: received() },
        );
      }
      protocol.id ||= chunk.id || undefined;
      error = errorOf(chunk);
      if (error) protocol.ended = true;
      return chunk;
    },

    verdict(cause?: unknown): Error | undefined {
      const answer = received();
      const reasons = answer.choices.map((choice) => choice.finishReason);
      if (reasons.includes("error")) error ??= { message: "The generation failed" };
      if (error) return new ChatStreamError(error, answer, protocol.id);
      // A clean end is believed when anything finished, a broken connection only when everything did.
      const complete = cause ? reasons.length && reasons.every(Boolean) : reasons.some(Boolean);
      return protocol.ended || complete
        ? undefined
        : new StreamTruncatedError(answer, protocol.id, { cause });
    },
  };
  return protocol;
}

/** The error that a chunk reports, at its top or in a choice. It has been seen as a string. */
function errorOf({ error, choices }: ChatStreamingResponseChunk): ChatErrorDetail | undefined {
  if (!error && Array.isArray(choices)) for (const choice of choices) error ||= choice?.error;
  return typeof error === "string" ? { message: error } : error || undefined;
}
