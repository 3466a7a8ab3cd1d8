import type { Exchange, Script } from "./exchange.js";
import { answerOf, chunkOf, eventOf, usage, type WireObject } from "./wire.js";

/** What of an answer a test may set. */
export interface AnswerOptions {
  /** Milliseconds before each chunk, or before the whole answer. Default 0. */
  delayMs?: number | undefined;
  /** The pieces of a streamed text. Default: its words. */
  pieces?: readonly string[] | undefined;
  /** Thinking before the text. */
  reasoning?: string | undefined;
  /** Why it ends. Default `stop`, or `tool_calls` with calls. */
  finishReason?: string | undefined;
  /** What it took, as on the wire. Default: 15 tokens. */
  usage?: WireObject | undefined;
  /** Further fields of the chunks or the answer, as on the wire, e.g. `model`. */
  fields?: WireObject | undefined;
}

/** A call that the model is to make. */
export interface ScriptedCall {
  name: string;
  /** Its arguments: a value, or text as it is. */
  input?: unknown;
  /** Default: `call_` and its place. */
  id?: string | undefined;
}

/** Answers in words: streamed or whole, as the request asks. */
export const text = (content: string, options: AnswerOptions = {}): Script =>
  answer({ content }, words(content, options), "stop", options);

/** Answers with JSON text. */
export const value = (content: unknown, options: AnswerOptions = {}): Script =>
  text(JSON.stringify(content), options);

/** Declines to answer. */
export const refusal = (reason: string, options: AnswerOptions = {}): Script =>
  answer({ content: null, refusal: reason }, [{ refusal: reason }], "stop", options);

/** Calls tools, after some words if there are any. The arguments are streamed in two pieces. */
export function toolCalls(
  calls: readonly ScriptedCall[],
  options: AnswerOptions & { text?: string | undefined } = {},
): Script {
  const made = calls.map(({ name, input = {}, id }, place) => ({
    id: id ?? `call_${place + 1}`,
    type: "function",
    function: { name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
  }));
  const deltas = made.flatMap((call, index) => {
    const { name, arguments: all } = call.function;
    const half = Math.ceil(all.length / 2);
    return [
      { tool_calls: [{ ...call, index, function: { name, arguments: all.slice(0, half) } }] },
      { tool_calls: [{ index, function: { arguments: all.slice(half) } }] },
    ];
  });
  const { text: words = "" } = options;
  return answer(
    { content: words || null, tool_calls: made },
    [...(words ? [{ content: words }] : []), ...deltas],
    "tool_calls",
    options,
  );
}

/** Streams these chunks, as on the wire, whatever they are; a number among them is a pause in milliseconds. */
export function chunks(
  items: readonly (WireObject | string | number)[],
  options: { done?: boolean | undefined } = {},
): Script {
  return async (exchange) => {
    startStream(exchange);
    for (const item of items) {
      if (typeof item === "number") await exchange.delay(item);
      else await exchange.write(eventOf(item));
    }
    exchange.end(options.done === false ? undefined : eventOf("[DONE]"));
  };
}

/** Answers with this body, and status 200 unless told otherwise. */
export function body(
  content: unknown,
  options: { status?: number | undefined; headers?: Record<string, string> | undefined } = {},
): Script {
  return (exchange) => {
    const { status = 200, headers } = options;
    exchange.head(status, { "content-type": "application/json", ...headers });
    exchange.end(typeof content === "string" ? content : JSON.stringify(content));
  };
}

/** Refuses with the API's error envelope. */
export function error(
  status: number,
  message: string,
  options: {
    /** Seconds after which to try again. */
    retryAfter?: number | undefined;
    /** `error.metadata`, as on the wire. */
    metadata?: WireObject | undefined;
    /** Further fields of `error`, or others in place of its own. */
    fields?: WireObject | undefined;
  } = {},
): Script {
  const { retryAfter, metadata, fields } = options;
  return body(
    { error: { code: status, message, ...(metadata && { metadata }), ...fields } },
    { status, headers: retryAfter === undefined ? {} : { "retry-after": `${retryAfter}` } },
  );
}

/** Begins a stream. */
export const startStream = (exchange: Exchange): void =>
  exchange.head(200, {
    "content-type": "text/event-stream",
    "x-generation-id": "gen-1700000000-TestAnswer0123456789",
  });

function answer(
  message: WireObject,
  deltas: readonly WireObject[],
  finish: string,
  { delayMs = 0, reasoning, finishReason = finish, fields, ...options }: AnswerOptions,
): Script {
  return async (exchange) => {
    const thinking = reasoning === undefined ? {} : { reasoning };
    const taken = options.usage ?? usage;
    if (exchange.request.body?.stream !== true) {
      if (delayMs) await exchange.delay(delayMs);
      const whole = answerOf({ ...message, ...thinking }, finishReason, { usage: taken, ...fields });
      return body(whole)(exchange);
    }
    const all = [...(reasoning === undefined ? [] : [thinking]), ...deltas].map((delta, place) =>
      chunkOf(place ? delta : { role: "assistant", ...delta }, null, fields),
    );
    const items = [
      ...all,
      chunkOf({}, finishReason, fields),
      chunkOf({}, null, { choices: [], usage: taken, ...fields }),
    ];
    await chunks(delayMs ? items.flatMap((item) => [delayMs, item]) : items)(exchange);
  };
}

const words = (content: string, { pieces }: AnswerOptions): WireObject[] =>
  (pieces ?? content.match(/\s*\S+\s*?(?=\s|$)|\s+$/g) ?? []).map((piece) => ({ content: piece }));
