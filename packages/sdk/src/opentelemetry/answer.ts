import type { ChatResponse } from "../models/index.js";
import { createChunkReader } from "../stream/chunk-reader.js";
import { createSseDecoder } from "../stream/sse.js";
import { decodeChatResponse, toldByChunk } from "../wire/index.js";
import { isObject } from "../wire/object.js";
import type { ChatOperation } from "./operation.js";

/** Reads along with an answer's text, and tells the operation how it ended. */
interface Observer {
  /** The next piece of the text; `undefined` at its end. Never throws. */
  read(text: string | undefined): void;
  /** The reader has left, or the connection broke with an error. */
  leave(error?: unknown): void;
}

/** The response, whose operation ends when its body has been read, breaks, is left or aborted by `signal`. */
export async function observeAnswer(
  response: Response,
  operation: ChatOperation,
  signal: AbortSignal,
): Promise<Response> {
  if (!response.ok) {
    operation.fail(response.status);
    return response;
  }
  const isStream = /event-stream/i.test(response.headers.get("content-type") ?? "");
  const observer = isStream ? observeStream(operation) : observeWhole(operation);
  const { body } = response;
  if (body) return new Response(observed(body, observer, signal), response);
  const text = await response.text();
  observer.read(text);
  observer.read(undefined);
  return new Response(text, response);
}

function observeWhole(operation: ChatOperation): Observer {
  const pieces: string[] = [];
  return {
    read(text) {
      if (text !== undefined) return void pieces.push(text);
      try {
        const json: unknown = JSON.parse(pieces.join(""));
        if (isObject(json) && Array.isArray(json.choices)) operation.succeed(decodeChatResponse(json));
        else operation.fail(isObject(json) && json.error ? (json.error.code ?? "_OTHER") : "_OTHER");
      } catch {
        operation.fail("_OTHER");
      }
    },
    leave: (error) => operation.fail(error ?? "cancelled"),
  };
}

function observeStream(operation: ChatOperation): Observer {
  const decode = createSseDecoder(Infinity);
  const { read, received } = createChunkReader();
  let done = false;
  const finished = ({ choices }: ChatResponse) => choices.some(({ finishReason }) => finishReason);
  return {
    read(text) {
      for (const item of decode(text)) {
        const data = typeof item === "string" ? item : "data" in item ? item.data : "";
        if (!data || done) continue;
        if (data.startsWith("[DONE]")) done = true;
        else {
          try {
            const chunk = read(data);
            const failure = chunk && toldByChunk(chunk);
            if (failure) operation.fail(failure.code ?? "_OTHER", received());
          } catch {
            operation.fail("_OTHER", received());
          }
        }
      }
      if (text !== undefined) return;
      const answer = received();
      if (done || finished(answer)) operation.succeed(answer);
      else operation.fail("truncated", answer);
    },
    leave(error) {
      const answer = received();
      if (error === undefined || done) operation.succeed(answer);
      else operation.fail(error, answer);
    },
  };
}

/** The same bytes; the observer reads along. */
function observed(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  observer: Observer,
  signal: AbortSignal,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  const utf8 = new TextDecoder();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (done) {
            observer.read(utf8.decode());
            observer.read(undefined);
            controller.close();
          } else {
            observer.read(utf8.decode(value, { stream: true }));
            controller.enqueue(value);
          }
        } catch (error) {
          observer.leave(error);
          throw error;
        }
      },
      cancel(reason) {
        observer.leave(signal.aborted ? signal.reason : undefined);
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
