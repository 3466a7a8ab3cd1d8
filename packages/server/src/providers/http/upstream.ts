import { ApiError } from "../../generation/api-error.js";
import type { Delta, GenerationEvent, Usage } from "../../generation/event.js";
import type { Emit } from "../../generation/provider.js";
import { TokenEstimate } from "../../generation/token-estimate.js";
import type { Connections } from "./connections.js";
import { EventStreamReader } from "./event-stream.js";
import { Exchange, ExchangeFailed } from "./exchange.js";
import { cut, exchangeFailure, garbage, type ProviderError, providerFailure } from "./failures.js";
import { isFields } from "./fields.js";
import { KeyRing } from "./key-ring.js";
import { defaultTimeouts, type Timeouts } from "./timeouts.js";
import { usedUpMs } from "./used-up.js";

export interface UpstreamOptions {
  /** The name that answers carry. */
  name: string;
  /** Tried in turn. Default: none is sent. */
  apiKeys?: readonly string[] | undefined;
  /** Sent with every request. */
  headers?: Record<string, string> | undefined;
  timeouts?: Partial<Timeouts> | undefined;
  connections: Connections;
}

/** What differs between APIs that answer a POST with a stream of events. */
export interface Dialect {
  /** The headers that carry a key. */
  keyHeaders(key: string): Record<string, string>;
  /** What a body with an error's status says. */
  errorIn(body: unknown, status: number): ProviderError;
}

/** Reads the events of one answer. */
export interface StreamReader {
  /** What has been used so far, as told; while it is `estimated`, it is counted from what is said. */
  readonly usage: Usage;
  /** The provider's id of the answer, once it is known. */
  readonly upstreamId: string | undefined;
  /** Something was said: from now on silence is a stall. */
  readonly said: boolean;
  /** The answer is complete. */
  readonly finished: boolean;
  /** Nothing more can come: the rest of the stream need not be read. */
  readonly closed: boolean;
  /** `data` of an event, or a whole body. Throws an `ApiError` for an error in the stream and for what can't be understood. */
  read(data: string): GenerationEvent[];
}

/** One request and how its answer is read. */
export interface UpstreamCall {
  url: URL;
  /** Beside those of every request. */
  headers?: Readonly<Record<string, string>> | undefined;
  body: Record<string, unknown>;
  reader: StreamReader;
  model: string;
  ignored: string[];
  warnings: string[];
  /** Unknown fields of the task were sent along. */
  takesUnknown?: boolean;
  /** About how many tokens the prompt has, for servers that don't say. */
  promptTokens(): number;
}

type Addressed = Pick<UpstreamCall, "url" | "headers">;

/** Takes the events that one part of the stream has brought. */
type Tell = (events: readonly GenerationEvent[]) => void;

/** The most of an answer that is no stream, in bytes. */
const longestBody = 64 * 1024 * 1024;
const longestErrorBody = 64 * 1024;

/** A server of somebody else's, asked over HTTP with one of our keys; its answers come as server-sent events. */
export class Upstream {
  readonly name: string;
  readonly #options: UpstreamOptions;
  readonly #dialect: Dialect;
  readonly #keys: KeyRing;
  readonly #timeouts: Timeouts;

  constructor(options: UpstreamOptions, dialect: Dialect) {
    this.name = options.name;
    this.#options = options;
    this.#dialect = dialect;
    this.#keys = new KeyRing(options.apiKeys ?? []);
    this.#timeouts = { ...defaultTimeouts, ...options.timeouts };
  }

  /** As `Provider.generate`: a stream that ends before `reader` has finished is a failure. */
  async answer(call: UpstreamCall, signal: AbortSignal, emit: Emit): Promise<void> {
    const { url: _, headers: __, body, reader, promptTokens, ...about } = call;
    const { usage } = reader;
    const said = new TokenEstimate();
    const { exchange, key } = await this.#ask(call, JSON.stringify(body), signal);
    const limitedMs = await this.#limitedMs(exchange, key);
    let accepted = false;
    const tell = (events: readonly GenerationEvent[]) => {
      if (!accepted) {
        accepted = true;
        const { upstreamId } = reader;
        if (usage.estimated && usage.promptTokens === 0) usage.promptTokens = promptTokens();
        const { name: provider } = this;
        emit({ type: "accepted", ...about, provider, usage, upstreamBody: body, upstreamId, limitedMs });
      }
      for (const event of events) {
        if (usage.estimated && event.type === "delta") {
          count(event.delta, said);
          usage.completionTokens = said.tokens;
        }
        emit(event);
      }
    };
    try {
      await this.#read(exchange, reader, tell);
      emit({ type: "end", usage });
    } catch (error) {
      throw signal.aborted ? signal.reason : exchangeFailure(this.name, error);
    } finally {
      exchange.close();
    }
  }

  /** One request whose answer comes whole, as JSON. Throws as {@link answer}. */
  async json(url: URL, body: Record<string, unknown>, signal: AbortSignal): Promise<Record<string, unknown>> {
    const { exchange } = await this.#ask({ url }, JSON.stringify(body), signal);
    try {
      const answer: unknown = JSON.parse(await readText(exchange, longestBody));
      if (isFields(answer)) return answer;
    } catch (error) {
      if (!(error instanceof SyntaxError))
        throw signal.aborted ? signal.reason : exchangeFailure(this.name, error);
    } finally {
      exchange.close();
    }
    throw garbage(this.name, "answered with something that is no object of JSON");
  }

  /** Sends the request, with one key after the other, until an answer comes that is none of the key's fault. */
  async #ask(call: Addressed, body: string, signal: AbortSignal) {
    const tried = new Set<string>();
    let failure: ApiError | undefined;
    for (;;) {
      const key = this.#keys.next(tried);
      if (key === undefined && this.#keys.size > 0) throw failure ?? this.#noKey();
      if (key !== undefined) tried.add(key);
      const answer = await this.#try(call, body, key, signal);
      if (answer instanceof Exchange) return { exchange: answer, key };
      failure = answer;
      if (key === undefined || !this.#passOver(key, failure)) throw failure;
    }
  }

  /** The exchange if the server has taken the request, otherwise what it said. */
  async #try(call: Addressed, body: string, key: string | undefined, signal: AbortSignal) {
    const exchange = this.#send(call, body, key, signal);
    try {
      const { status, headers } = await exchange.head();
      if (status >= 200 && status < 300) return exchange;
      const text = await readText(exchange, longestErrorBody);
      exchange.close();
      return providerFailure(this.name, { ...this.#errorIn(text, status), headers });
    } catch (error) {
      exchange.close();
      throw signal.aborted ? signal.reason : exchangeFailure(this.name, error);
    }
  }

  /** Milliseconds for which the server will take nothing more, by what it says with its answer. */
  async #limitedMs(exchange: Exchange, key: string | undefined): Promise<number | undefined> {
    const { headers } = await exchange.head();
    const ms = usedUpMs(headers, Date.now());
    return ms !== undefined && this.#keys.usedUp(key, ms) ? ms : undefined;
  }

  #send({ url, headers }: Addressed, body: string, key: string | undefined, signal: AbortSignal): Exchange {
    return new Exchange({
      dispatcher: this.#options.connections.to(url.origin),
      url,
      headers: {
        "content-type": "application/json",
        accept: "text/event-stream, application/json",
        ...(key !== undefined && this.#dialect.keyHeaders(key)),
        ...headers,
        ...this.#options.headers,
      },
      body,
      timeouts: this.#timeouts,
      signal,
    });
  }

  #errorIn(text: string, status: number): ProviderError {
    let body: unknown;
    try {
      body = JSON.parse(text);
    } catch {
      return { status, message: text.trimStart().startsWith("<") ? "" : text };
    }
    return this.#dialect.errorIn(body, status);
  }

  /** Whether another key may do better. */
  #passOver(key: string, { details: { fault, upstreamStatus, retryAfterMs } }: ApiError): boolean {
    if (fault === "rate_limit" && this.#keys.size > 1) this.#keys.limited(key, retryAfterMs);
    // 403 may be about this one request.
    else if (fault === "key" && upstreamStatus !== 403) this.#keys.refused(key);
    return fault === "key" || fault === "rate_limit";
  }

  #noKey(): ApiError {
    const details = {
      fault: "key" as const,
      retryAfterMs: this.#keys.waitMs,
      metadata: { provider_name: this.name },
    };
    const message = `${this.name}: none of its keys can be used at the moment`;
    return new ApiError(502, "provider_unavailable", message, details);
  }

  async #read(exchange: Exchange, reader: StreamReader, tell: Tell): Promise<void> {
    const { headers } = await exchange.head();
    if (!String(headers["content-type"] ?? "").includes("text/event-stream")) {
      const text = await readText(exchange, longestBody);
      if (!text.trimStart().startsWith("{")) {
        throw garbage(this.name, "answered with something that is neither a stream nor JSON");
      }
      tell(reader.read(text));
    } else await readStream(exchange, reader, tell);
    if (!reader.finished) throw cut(this.name);
  }
}

function count({ content, reasoning, refusal, tool_calls: calls = [] }: Delta, said: TokenEstimate): void {
  for (const text of [content, reasoning, refusal]) said.add(text);
  for (const { function: called } of calls) {
    said.add(called.name);
    said.add(called.arguments);
  }
}

async function readStream(exchange: Exchange, reader: StreamReader, tell: Tell): Promise<void> {
  const stream = new EventStreamReader();
  const take = (all: readonly string[]) => {
    for (const data of all) {
      if (reader.closed) return;
      const events = reader.read(data);
      if (reader.said) exchange.progress();
      if (events.length > 0) tell(events);
    }
    if (reader.closed) exchange.leave();
  };
  try {
    await exchange.read((chunk) => take(stream.push(chunk)));
    take(stream.end());
  } catch (error) {
    // Nothing but usage could still have come.
    if (!(reader.finished && error instanceof ExchangeFailed)) throw error;
  }
}

async function readText(exchange: Exchange, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  await exchange.read((chunk) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > most) exchange.leave();
  });
  return Buffer.concat(chunks).toString("utf8");
}
