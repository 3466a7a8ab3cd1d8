import { ApiError } from "../../generation/api-error.js";
import { type GenerationEvent, noUsage } from "../../generation/event.js";
import type { Provider } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import type { Connections } from "../http/connections.js";
import { EventStreamReader } from "../http/event-stream.js";
import { Exchange, ExchangeFailed } from "../http/exchange.js";
import { cut, exchangeFailure, garbage, providerFailure } from "../http/failures.js";
import { KeyRing } from "../http/key-ring.js";
import { defaultTimeouts, type Timeouts } from "../http/timeouts.js";
import { ChunkReader, streamedError } from "./chunk-reader.js";
import { type FlavourName, flavours, unknownFlavour } from "./flavours.js";
import { requestBody } from "./request-body.js";

export interface OpenAiProviderOptions {
  /** The name that answers carry. */
  name: string;
  /** Where `/chat/completions` is, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  /** Tried in turn. Default: none is sent. */
  apiKeys?: readonly string[] | undefined;
  /** Which dialect it speaks. Default: the plain protocol. */
  flavour?: FlavourName | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  timeouts?: Partial<Timeouts> | undefined;
  /** Whether it continues an assistant's message at the end. Default: what is known of the flavour. */
  continues?: boolean | undefined;
  connections: Connections;
}

/** The most of an answer that is no stream, in bytes. */
const longestBody = 64 * 1024 * 1024;
const longestErrorBody = 64 * 1024;

/** A server that speaks the chat completions API. Every answer is fetched as a stream: silence and cuts show at once. */
export class OpenAiProvider implements Provider {
  readonly name: string;
  readonly #options: OpenAiProviderOptions;
  readonly #url: URL;
  readonly #keys: KeyRing;
  readonly #timeouts: Timeouts;

  constructor(options: OpenAiProviderOptions) {
    this.name = options.name;
    this.#options = options;
    this.#url = new URL(`${options.baseUrl.replace(/\/+$/, "")}/chat/completions`);
    this.#keys = new KeyRing(options.apiKeys ?? []);
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
  }

  continues(): boolean {
    const { flavour, continues } = this.#options;
    return continues ?? (flavour ? flavours[flavour] : unknownFlavour).prefill !== undefined;
  }

  async *generate(
    task: Task,
    model: string,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const { flavour: name } = this.#options;
    const flavour = name ? flavours[name] : unknownFlavour;
    const prefill = task.messages.at(-1)?.role === "assistant" && this.continues();
    const { body, ignored } = requestBody(task, model, flavour, this.name, prefill);
    const exchange = await this.#ask(JSON.stringify(body), signal);
    try {
      const usage = { ...noUsage(), estimated: true };
      const reader = new ChunkReader(this.name, usage, task.parameters.reasoning?.exclude === true);
      let accepted = false;
      for await (const events of this.#read(exchange, reader)) {
        if (!accepted) {
          accepted = true;
          const { upstreamId } = reader;
          const takesUnknown = Object.keys(task.extra).length === 0 || flavour.extra === undefined;
          yield {
            type: "accepted",
            model,
            provider: this.name,
            ignored,
            usage,
            upstreamBody: body,
            upstreamId,
            takesUnknown,
          };
        }
        for (const event of events) yield event;
      }
      yield { type: "end", usage };
    } catch (error) {
      throw signal.aborted ? signal.reason : exchangeFailure(this.name, error);
    } finally {
      exchange.close();
    }
  }

  /** Sends the request, with one key after the other, until an answer comes that is none of the key's fault. */
  async #ask(body: string, signal: AbortSignal): Promise<Exchange> {
    const tried = new Set<string>();
    let failure: ApiError | undefined;
    for (;;) {
      const key = this.#keys.next(tried);
      if (key === undefined && this.#keys.size > 0) throw failure ?? this.#noKey();
      if (key !== undefined) tried.add(key);
      const answer = await this.#try(body, key, signal);
      if (answer instanceof Exchange) return answer;
      failure = answer;
      if (key === undefined || !this.#passOver(key, failure)) throw failure;
    }
  }

  /** The exchange if the server has taken the request, otherwise what it said. */
  async #try(body: string, key: string | undefined, signal: AbortSignal): Promise<Exchange | ApiError> {
    const exchange = this.#send(body, key, signal);
    try {
      const { status, headers } = await exchange.head();
      if (status >= 200 && status < 300) return exchange;
      const text = await readText(exchange, longestErrorBody);
      exchange.close();
      return providerFailure(this.name, { ...errorIn(text, status), headers });
    } catch (error) {
      exchange.close();
      throw signal.aborted ? signal.reason : exchangeFailure(this.name, error);
    }
  }

  #send(body: string, key: string | undefined, signal: AbortSignal): Exchange {
    return new Exchange({
      dispatcher: this.#options.connections.to(this.#url.origin),
      url: this.#url,
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream",
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
        ...this.#options.headers,
      },
      body,
      timeouts: this.#timeouts,
      signal,
    });
  }

  /** Whether another key may do better. */
  #passOver(key: string, { details: { fault, upstreamStatus, retryAfterMs } }: ApiError): boolean {
    if (fault === "rate_limit" && this.#keys.size > 1) this.#keys.limited(key, retryAfterMs);
    // 403 may be about this one request.
    else if (fault === "key" && upstreamStatus !== 403) this.#keys.refused(key);
    return fault === "key" || fault === "rate_limit";
  }

  #noKey(): ApiError {
    return new ApiError(
      502,
      "provider_unavailable",
      `${this.name}: none of its keys can be used at the moment`,
      {
        fault: "key",
        retryAfterMs: this.#keys.waitMs,
        metadata: { provider_name: this.name },
      },
    );
  }

  async *#read(exchange: Exchange, reader: ChunkReader): AsyncGenerator<GenerationEvent[], void, void> {
    const { headers } = await exchange.head();
    if (!String(headers["content-type"] ?? "").includes("text/event-stream")) {
      yield wholeAnswer(await readText(exchange, longestBody), reader, this.name);
      return;
    }
    const stream = new EventStreamReader();
    let done = false;
    try {
      while (!done) {
        const next = await exchange.next();
        for (const text of next.done ? stream.end() : stream.push(next.value)) {
          if (text === "[DONE]") {
            done = true;
            break;
          }
          const events = reader.read(text);
          if (reader.said) exchange.progress();
          if (events.length > 0) yield events;
        }
        if (next.done) break;
      }
    } catch (error) {
      // Nothing but usage could still have come.
      if (!(reader.finished && error instanceof ExchangeFailed)) throw error;
    }
    if (!done && !reader.finished) throw cut(this.name);
    if (done && !reader.finished && !reader.said) throw cut(this.name, "the answer ended before it began");
    yield reader.closeAll();
  }
}

async function readText(exchange: Exchange, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of { [Symbol.asyncIterator]: () => exchange }) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** What a body with an error's status says. */
function errorIn(text: string, status: number) {
  try {
    const body = JSON.parse(text) as Record<string, unknown>;
    const given = streamedError(body.error ?? body);
    return { ...given, status };
  } catch {
    return { status, message: text.trimStart().startsWith("<") ? "" : text };
  }
}

/** A body that is no stream: some servers never stream, some put errors under status 200. */
function wholeAnswer(text: string, reader: ChunkReader, provider: string): GenerationEvent[] {
  const isObject = text.trimStart().startsWith("{");
  if (!isObject) throw garbage(provider, "answered with something that is neither a stream nor JSON");
  const events = reader.read(text);
  if (!reader.finished) throw cut(provider, "the answer is not complete");
  return events;
}
