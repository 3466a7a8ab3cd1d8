import { ChatStreamError } from "../errors/index.js";
import type { ChatStreamingResponseChunk } from "../models/index.js";
import { EventStream } from "../stream/index.js";
import { encodeChatChunk } from "./encode.js";
import { errorAnswer } from "./error-answer.js";

/** Options of {@link toSSE} and {@link toResponse}. */
export interface SSEOptions {
  /**
   * Milliseconds of silence after which a comment tells the reader and the proxies on the way that the stream is
   * alive. Default 15 000; 0: never.
   */
  keepAliveMs?: number | undefined;
  /** Told what broke the stream; the reader only gets what {@link toSSE} says. */
  onError?: ((error: unknown) => void) | undefined;
}

/**
 * The bytes of the server-sent events of a stream, as the API would send them, `data: [DONE]` included. Reads the
 * stream as it is read itself; cancelling it closes the stream and the connection to the API.
 *
 * A stream that breaks ends with a chunk that has an `error`, as the API itself reports it, and without `[DONE]`: every
 * client of the API takes that for a failure. Errors that aren't the SDK's are told as "Internal error".
 */
export function toSSE(
  stream: AsyncIterable<ChatStreamingResponseChunk>,
  { keepAliveMs = 15_000, onError }: SSEOptions = {},
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const utf8 = new TextEncoder();
  const chunks = stream[Symbol.asyncIterator]();
  let last: Partial<ChatStreamingResponseChunk> = {};
  let cancelled = false;

  async function nextEvent(): Promise<{ event: string; end: boolean }> {
    try {
      const { done, value } = await chunks.next();
      if (done) return { event: "data: [DONE]\n\n", end: true };
      last = value;
      return { event: `data: ${encodeChatChunk(value)}\n\n`, end: false };
    } catch (error) {
      onError?.(error);
      if (error instanceof ChatStreamError && tellsError(last)) return { event: "", end: true };
      return { event: `data: ${encodeChatChunk(errorChunk(error, last))}\n\n`, end: true };
    }
  }

  return new ReadableStream(
    {
      async pull(controller) {
        const beat = () => controller.enqueue(utf8.encode(": keep-alive\n\n"));
        const timer = keepAliveMs > 0 ? setInterval(beat, keepAliveMs) : undefined;
        const { event, end } = await nextEvent();
        clearInterval(timer);
        if (cancelled) return;
        if (event) controller.enqueue(utf8.encode(event));
        if (end) controller.close();
      },
      async cancel() {
        cancelled = true;
        await chunks.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * A response that streams on: {@link toSSE} with the headers that it needs (no caching, no buffering, the id of the
 * generation). `init` adds to them or replaces them.
 */
export function toResponse(
  stream: AsyncIterable<ChatStreamingResponseChunk>,
  init: ResponseInit & SSEOptions = {},
): Response {
  const { keepAliveMs, onError, ...rest } = init;
  const headers = new Headers({
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-cache, no-transform",
    // nginx would collect the events.
    "x-accel-buffering": "no",
  });
  const id = stream instanceof EventStream && stream.generationId;
  if (id) headers.set("x-generation-id", id);
  for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
  return new Response(toSSE(stream, { keepAliveMs, onError }), { ...rest, headers });
}

/** Whether the reader knows already that the stream failed. */
const tellsError = ({ error, choices }: Partial<ChatStreamingResponseChunk>): boolean =>
  Boolean(error || choices?.some((choice) => choice.error || choice.finishReason === "error"));

function errorChunk(
  error: unknown,
  { id = "", created = 0, model = "" }: Partial<ChatStreamingResponseChunk>,
): ChatStreamingResponseChunk {
  return {
    id,
    object: "chat.completion.chunk",
    created,
    model,
    choices: [{ index: 0, delta: { content: "" }, finishReason: "error" }],
    error: errorAnswer(error).body.error,
  };
}
