import { perform } from "../core/call.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { baseURL } from "../core/request.js";
import type { Result } from "../core/result.js";
import { ConnectionError, type SDKError, StreamTruncatedError } from "../errors/index.js";
import { withQuery } from "../funcs/get.js";
import type { ChatStreamingResponseChunk } from "../models/index.js";
import { type EventStream, openChatStream } from "../stream/index.js";

/** A header of requests whose answers the client may come back for, and of answers that allow it. */
export const resumeHeader = "x-openrouter-resume";

const path = "/generation/stream";
const firstPause = 250;
const longestPause = 5_000;
/** How long the server is looked for: it keeps no answer longer. */
const patience = 5 * 60_000;

/** An answer that the server keeps. */
export interface KeptAnswer {
  client: OpenRouterCore;
  id: string;
  options: RequestOptions;
}

/**
 * The rest of an answer, after so many of its events; looks for the server again and again, sooner when the host says
 * that it is online. Throws the error that says why there is none, once it is certain or took too long, or the signal's reason.
 */
export async function rest(
  answer: KeptAnswer,
  from: number,
  signal: AbortSignal,
): Promise<EventStream<ChatStreamingResponseChunk>> {
  const end = Date.now() + patience;
  for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
    const result = await open(answer, from, signal);
    if (result.ok) return result.value;
    if (!isBroken(result.error) || Date.now() > end) throw result.error;
    await delay(pause, signal);
    signal.throwIfAborted();
  }
}

/** Whether an error says no more than that the connection broke. */
export function isBroken(error: unknown): boolean {
  return error instanceof ConnectionError || error instanceof StreamTruncatedError;
}

async function open(
  { client, id, options }: KeptAnswer,
  from: number,
  signal: AbortSignal,
): Promise<Result<EventStream<ChatStreamingResponseChunk>, SDKError>> {
  const query = { id, from: `${from}` };
  const [result] = await perform<EventStream<ChatStreamingResponseChunk>, SDKError>(
    client,
    {
      method: "GET",
      path,
      accept: "text/event-stream",
      retryBroken: false,
      read: (response, limit) => openChatStream(response, { ...options, limit }),
    },
    { ...options, signal, serverURL: withQuery(baseURL(client._options, options), query) },
  );
  return result;
}

/** Tells the server to stop an answer. Whether it does makes no difference here. */
export function stopAtServer({ client, id, options }: KeptAnswer): void {
  const serverURL = withQuery(baseURL(client._options, options), { id });
  void perform(
    client,
    {
      method: "DELETE",
      path,
      accept: "application/json",
      retryBroken: true,
      read: async (response) => response.body?.cancel(),
    },
    { ...options, signal: null, serverURL },
  );
}

/** Waits so many milliseconds, or until the host is online again, or the signal. */
function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.("online", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    globalThis.addEventListener?.("online", done);
    signal.addEventListener("abort", done);
  });
}
