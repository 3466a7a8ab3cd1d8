import { ChatStreamError, ResponseValidationError, StreamTruncatedError } from "../errors/index.js";
import type { ChatErrorDetail, ChatStreamingResponseChunk } from "../models/index.js";
import { createChunkReader } from "./chunk-reader.js";
import { type EventReader, EventStream } from "./event-stream.js";
import { createSseDecoder } from "./sse.js";

/** What may end a stream early. `Limit` of `http/` is one. */
export interface StreamLimit {
  /** Aborting it ends the stream at once with its reason, an error of this SDK. */
  readonly signal: AbortSignal;
  /** Begins to count the server's silence, unless it is being counted: someone waits for an event. */
  restart(): void;
  /** Stops counting: an event has come. */
  pause(): void;
  /** Called when the stream is over for whatever reason. */
  release(): void;
}

/** How long the server may take to end the body after the last event, so that the connection can be reused. */
const GRACE_MS = 100;

/**
 * The stream of a chat completion's chunks, once its first event has arrived.
 *
 * Rejects when the stream fails before that: until then nothing has been given to anyone, so the request may
 * be tried again.
 *
 * @param onKeepAlive is given the text of each comment
 */
export async function openChatStream(
  response: Response,
  limit?: StreamLimit,
  onKeepAlive?: (comment: string) => void,
): Promise<EventStream<ChatStreamingResponseChunk>> {
  const source = (response.body ?? new Blob().stream()).getReader();
  const { read, received } = createChunkReader();
  /** Nothing more belongs to the stream. */
  let ended = false;
  /** Nobody wants to know how it ends. */
  let left = false;
  let id: string | undefined;

  const cancel = (): Promise<void> => source.cancel().catch(() => {});

  async function close(): Promise<void> {
    ended = true;
    left = true;
    limit?.release();
    await cancel();
  }

  /**
   * Reads from the network only when asked, and only when nothing is left to give.
   * The first value stands for the opening: the first chunk has come, and is the next value.
   */
  async function* chunks(): AsyncGenerator<ChatStreamingResponseChunk, undefined> {
    const decode = createSseDecoder();
    let bytes: Uint8Array | undefined;
    let cause: unknown;
    let failure: ChatErrorDetail | undefined;
    let opened = false;
    try {
      do {
        limit?.restart();
        try {
          bytes = (await source.read()).value;
        } catch (error) {
          bytes = undefined;
          cause = error;
        }
        for (const data of decode(bytes)) {
          if (ended) break;
          if (typeof data !== "string") {
            onKeepAlive?.(data.comment);
            continue;
          }
          if (data.startsWith("[DONE]")) ended = true;
          // Some servers send empty events to keep the connection alive.
          if (ended || !data) continue;
          let chunk: ChatStreamingResponseChunk;
          try {
            chunk = read(data);
          } catch (error) {
            cause ??= error;
            // What follows the last line end of a body that was cut may be half an event.
            if (!bytes) break;
            throw new ResponseValidationError("An event of the stream is not a JSON object", {
              response,
              body: data,
              cause,
              received: received(),
            });
          }
          id ||= chunk.id || undefined;
          failure = errorOf(chunk);
          if (failure) ended = true;
          limit?.pause();
          if (!opened) {
            opened = true;
            yield undefined as never;
          }
          if (left) break;
          yield chunk;
        }
      } while (bytes && !ended);
      if (bytes) {
        limit?.pause();
        const timer = setTimeout(cancel, GRACE_MS);
        await source.read().catch(() => {});
        clearTimeout(timer);
      }
      const answer = received();
      if (limit?.signal.aborted) throw Object.assign(limit.signal.reason, { received: answer });
      if (left) return undefined;
      const reasons = answer.choices.map((choice) => choice.finishReason);
      if (reasons.includes("error")) failure ??= { message: "The generation failed" };
      if (failure) throw new ChatStreamError(failure, answer, id);
      // A clean end is believed when anything finished, a broken connection only when everything did.
      if (!ended && !(cause ? reasons.length && reasons.every(Boolean) : reasons.some(Boolean))) {
        throw new StreamTruncatedError(
          "The stream was cut before its end; `received` holds what had arrived",
          {
            cause,
            received: answer,
            generationId: id,
          },
        );
      }
    } finally {
      close();
    }
    return undefined;
  }

  limit?.signal.addEventListener("abort", close);
  if (limit?.signal.aborted) close();

  const values = chunks();
  await values.next();
  const reader: EventReader<ChatStreamingResponseChunk> = Object.assign(values, {
    id: () => id,
    close,
    // The generator's own would wait for a chunk that someone waits for.
    async return(value: undefined) {
      await close();
      return { done: true as const, value };
    },
    async throw(error: unknown) {
      await close();
      throw error;
    },
  });
  return new EventStream(response, reader);
}

/** The error that a chunk reports, at its top or in a choice. It has been seen as a string. */
function errorOf({ error, choices }: ChatStreamingResponseChunk): ChatErrorDetail | undefined {
  if (!error && Array.isArray(choices)) for (const choice of choices) error ||= choice?.error;
  return typeof error === "string" ? { message: error } : error || undefined;
}
