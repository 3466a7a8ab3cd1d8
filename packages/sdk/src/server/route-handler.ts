import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import { OpenRouterError } from "../errors/index.js";
import { chatSend } from "../funcs/chatSend.js";
import type { ChatGenerationParams } from "../models/index.js";
import { encodeChatResponse } from "./encode.js";
import { answer, type ErrorAnswer, errorAnswer } from "./error-answer.js";
import { originHeaders, preflight } from "./origin.js";
import { type ChatRequestBody, readRequest } from "./request.js";
import { toResponse } from "./sse.js";

/** Answers a request of the web's standard. Never rejects. */
export type RouteHandler = (request: Request) => Promise<Response>;

/** Options of {@link createRouteHandler}. */
export interface RouteHandlerOptions {
  /** Sends the requests, with its key. */
  client: OpenRouterCore;
  /** The models that may be asked for, spelled in full; anything else in `model` or `models` is refused. */
  models: readonly string[];
  /**
   * The fields of the request that may be there, as on the wire. Default: messages, model, streaming, sampling,
   * lengths, response format, tools and reasoning; not those that choose providers or plugins.
   */
  fields?: readonly string[] | undefined;
  /** Types of tools that run on OpenRouter's side and may be used, e.g. `"openrouter:web_search"`. Default: none. */
  serverTools?: readonly string[] | undefined;
  /** The longest answer, in tokens: a larger wish is refused, and it is the limit of a request that has none. */
  maxTokens?: number | undefined;
  /** The largest body, in bytes. Default 1 MiB (1 048 576). */
  maxBodyBytes?: number | undefined;
  /**
   * Other origins whose pages may call, e.g. `"https://app.example"`; `"*"` for all. The server's own pages may
   * always, and programs that send no `Origin`: tell those apart with `authorize`.
   */
  origins?: readonly string[] | undefined;
  /** Decides who may call, before the body is read: the response it gives refuses the request. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a function may give nothing
  authorize?: ((request: Request) => Response | void | Promise<Response | void>) | undefined;
  /** Changes the checked body before it is sent, e.g. adds `user` or a system message. Its result isn't checked again. */
  prepare?:
    | ((body: ChatRequestBody, request: Request) => ChatRequestBody | Promise<ChatRequestBody>)
    | undefined;
  /** Options of each call to the API: `timeoutMs`, `retries`, `headers`, … */
  options?: Omit<RequestOptions, "signal"> | undefined;
  /** Milliseconds of silence after which a stream sends a comment. Default 15 000; 0: never. */
  keepAliveMs?: number | undefined;
  /** Told every failure of a call or a stream, with what the caller doesn't get to see. */
  onError?: ((error: unknown, request: Request) => void) | undefined;
}

/**
 * Half a server: a handler for `POST …/chat/completions` that adds the key and passes on what is allowed. It answers as
 * the API does, whole or streamed, so that any client of the API can use it with its own URL as the base.
 *
 * Refused requests get 400, 403, 405, 413 or 415 with the API's envelope. Errors of the API come through with their
 * status, message and `retry-after`. When the caller goes away, the call to the API is aborted.
 */
export function createRouteHandler(options: RouteHandlerOptions): RouteHandler {
  const { client, origins = [], maxTokens, keepAliveMs } = options;

  async function handle(request: Request, headers: Record<string, string>): Promise<Response> {
    if (request.method !== "POST") {
      return jsonResponse(answer(405, `${request.method} is not allowed, only POST`), {
        ...headers,
        allow: "POST, OPTIONS",
      });
    }
    const refusal = await options.authorize?.(request);
    if (refusal) return withHeaders(refusal, headers);

    const read = await readRequest(request, options);
    if (!read.ok) return jsonResponse(read.refusal, headers);
    const { max_tokens, max_completion_tokens } = read.body;
    const limited =
      maxTokens === undefined || (max_tokens ?? max_completion_tokens ?? undefined) !== undefined
        ? read.body
        : { ...read.body, max_tokens: maxTokens };
    const body = options.prepare ? await options.prepare(limited, request) : limited;

    // Keys as on the wire are sent as they are.
    const sent = await chatSend(client, body as unknown as ChatGenerationParams, {
      ...options.options,
      signal: request.signal,
    });
    if (!sent.ok) return failed(sent.error, request, headers);
    if (!("choices" in sent.value)) {
      const onError = (error: unknown) => options.onError?.(error, request);
      return toResponse(sent.value, { headers, keepAliveMs, onError });
    }
    const { id } = sent.value;
    return new Response(encodeChatResponse(sent.value), {
      headers: { ...headers, "content-type": "application/json", ...(id && { "x-generation-id": id }) },
    });
  }

  function failed(error: unknown, request: Request, headers: Record<string, string>): Response {
    options.onError?.(error, request);
    const wait = error instanceof OpenRouterError ? error.retryAfterMs : undefined;
    return jsonResponse(errorAnswer(error), {
      ...headers,
      ...(wait && { "retry-after": `${Math.ceil(wait / 1000)}` }),
    });
  }

  return async (request) => {
    const headers = originHeaders(request, origins);
    if (!headers) return jsonResponse(answer(403, "This origin is not allowed"), { vary: "origin" });
    if (request.method === "OPTIONS") return preflight(headers);
    try {
      return await handle(request, headers);
    } catch (error) {
      return failed(error, request, headers);
    }
  };
}

const jsonResponse = ({ status, body }: ErrorAnswer, headers: Record<string, string>): Response =>
  new Response(JSON.stringify(body), { status, headers: { ...headers, "content-type": "application/json" } });

function withHeaders(response: Response, headers: Record<string, string>): Response {
  const merged = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) merged.append(name, value);
  return new Response(response.body, { status: response.status, headers: merged });
}
