import {
  ChatStreamError,
  EventTooLargeError,
  ResponseValidationError,
  StreamTruncatedError,
} from "../errors/index.js";
import type { Limit } from "../http/limit.js";
import type { ChatErrorDetail, ChatStreamingResponseChunk } from "../models/index.js";
import { answerError, FAILED, readAnswer } from "../wire/index.js";
import { openBody } from "./body.js";
import { type ChatEvent, interpret } from "./chat-event.js";
import { createChunkReader } from "./chunk-reader.js";
import { type EventReader, EventStream } from "./event-stream.js";
import { createSseDecoder, type SseItem } from "./sse.js";

export interface ChatStreamOptions {
  /** What may end the stream early. Its clock runs while the server is waited for, and not while the reader is. */
  limit?: Limit | undefined;
  /** Given the text of each comment. */
  onKeepAlive?: ((comment: string) => void) | undefined;
  /** Characters that one event may have; default 64 Mi. */
  maxEventSize?: number | undefined;
}

type Chunk = ChatStreamingResponseChunk;

/** How long the server may take to end the body after the last event, so that the connection can be reused. */
const GRACE_MS = 100;

const MAX_EVENT_SIZE = 64 * 1024 * 1024;

/** How an event stream begins. */
const EVENT_STREAM = /^\s*(data|event|id|retry)?:/;

/**
 * The stream of a chat completion's chunks, once its first event has arrived.
 *
 * Rejects when the stream fails before that, or with an error as its first event: until then nothing has been given to
 * anyone, so the request may be tried again.
 */
export async function openChatStream(
  response: Response,
  { limit, onKeepAlive, maxEventSize = MAX_EVENT_SIZE }: ChatStreamOptions = {},
): Promise<EventStream<Chunk>> {
  const body = openBody(response);
  const { read, received } = createChunkReader();
  /** Nothing more belongs to the stream. */
  let ended = false;
  /** Nobody wants to know how it ends. */
  let left = false;
  let id: string | undefined;

  async function close(): Promise<void> {
    ended = true;
    left = true;
    limit?.release();
    await body.cancel();
  }

  /** Reads from the network only when asked, and only when nothing is left to give. */
  async function* chunks(): AsyncGenerator<Chunk, undefined> {
    const decode = createSseDecoder(maxEventSize);
    /** All that came, until it is known to be an event stream. */
    let preamble: string | undefined = "";
    let given = false;
    let text: string | undefined;
    /** Why the connection broke, or an event could not be read. */
    let cause: unknown;
    let failure: ChatErrorDetail | undefined;
    try {
      do {
        limit?.restart();
        try {
          text = await body.read();
        } catch (error) {
          text = undefined;
          cause = error;
        }
        const items = decode(text);
        if (preamble !== undefined) {
          preamble = items.length ? undefined : preamble + (text ?? "");
          if (preamble && preamble.length > maxEventSize) items.push({ tooLarge: true });
        }
        for (const item of items) {
          if (ended) break;
          const { name, data } = typeof item === "string" ? { name: "", data: item } : named(item);
          if (data.startsWith("[DONE]")) ended = true;
          if (ended) break;
          let event: ChatEvent | undefined;
          try {
            event = interpret(name, data, read);
          } catch (error) {
            cause ??= error;
            // What follows the last line end of a body that was cut may be half an event.
            if (text === undefined) break;
            const told = { response, body: data, cause, received: received() };
            throw new ResponseValidationError("An event of the stream is not a JSON object", told);
          }
          if (!event) continue;
          const { chunk } = event;
          if (typeof chunk?.id === "string") id ||= chunk.id;
          limit?.pause();
          failure = event.failure;
          if (failure) {
            ended = true;
            if (!given) throw answerError(response, data, failure, received());
          }
          if (left) break;
          if (chunk) {
            given = true;
            yield chunk;
          }
        }
      } while (text !== undefined && !ended);

      if (text !== undefined) await drain();
      const answer = received();
      if (limit?.error) throw Object.assign(limit.error, { received: answer });
      if (left) return;
      if (!cause && preamble !== undefined && !mayBeEventStream(response, preamble)) {
        readAnswer(response, preamble, "an event stream");
      }
      const reasons = answer.choices.map((choice) => choice.finishReason);
      if (reasons.includes("error")) failure ??= { message: FAILED };
      if (failure) throw new ChatStreamError(failure, answer, id);
      // A clean end is believed when anything finished, a broken connection only when everything did.
      if (!ended && !(cause ? reasons.length && reasons.every(Boolean) : reasons.some(Boolean))) {
        throw new StreamTruncatedError(
          "The stream was cut before its end; `received` holds what had arrived",
          { cause, received: answer, generationId: id },
        );
      }
    } finally {
      close();
    }
  }

  /** The named event that an item is; deals with what is none. */
  function named(item: Exclude<SseItem, string>): { name: string; data: string } {
    if ("tooLarge" in item) throw new EventTooLargeError(maxEventSize, received());
    if ("data" in item) return item;
    onKeepAlive?.(item.comment);
    return NOTHING;
  }

  /** Waits a little for the end of the body, so that the connection can be used again. */
  async function drain(): Promise<void> {
    limit?.pause();
    const timer = setTimeout(body.cancel, GRACE_MS);
    await body.read().catch(() => {});
    clearTimeout(timer);
  }

  limit?.onEnd(close);
  const values = chunks();
  return new EventStream(response, readerOf(values, await values.next(), { id: () => id, close }));

  /** What an event stream reads from: the chunks, of which the first has been taken already. */
  function readerOf(
    values: AsyncGenerator<Chunk, undefined>,
    first: IteratorResult<Chunk, undefined> | undefined,
    rest: Pick<EventReader<Chunk>, "id" | "close">,
  ): EventReader<Chunk> {
    const next = values.next.bind(values);
    return Object.assign(values, {
      ...rest,
      next() {
        const result = left ? undefined : first;
        first = undefined;
        return result ? Promise.resolve(result) : next();
      },
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
  }
}

/** An event that brings nothing. */
const NOTHING = { name: "", data: "" };

/** Whether a body that brought no event may be an event stream. The content type decides only what is empty. */
const mayBeEventStream = ({ headers }: Response, text: string): boolean =>
  text.trim() ? EVENT_STREAM.test(text) : !/json|html/.test(headers.get("content-type") ?? "");
