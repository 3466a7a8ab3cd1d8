import { context, trace } from "@opentelemetry/api";
import type { Fetcher } from "../http/http-client.js";
import { isObject, type Values } from "../wire/object.js";
import { observeAnswer } from "./answer.js";
import { startOperation } from "./operation.js";

/**
 * A `fetcher` for an `HTTPClient` that tells OpenTelemetry about each chat completion, by its conventions for generative
 * AI: a span from the request to the end of the answer, streamed or not, and the metrics `gen_ai.client.operation.duration`
 * and `gen_ai.client.token.usage`. A request that is sent again has a span for each attempt. What was said is not told.
 *
 * Whatever else is requested passes unseen. Without a registered SDK of OpenTelemetry it costs next to nothing.
 *
 * @param fetcher makes the requests; default: the global `fetch`
 */
export function tracedFetcher(fetcher?: Fetcher): Fetcher {
  return async (input, init) => {
    const request = new Request(input, init);
    const send = fetcher ?? fetch;
    const url = new URL(request.url);
    if (request.method !== "POST" || !url.pathname.endsWith("/chat/completions")) return send(request);
    const operation = startOperation(url, await bodyOf(request));
    try {
      const active = trace.setSpan(context.active(), operation.span);
      const response = await context.with(active, () => send(request));
      return await observeAnswer(response, operation, request.signal);
    } catch (error) {
      operation.fail(error);
      throw error;
    }
  };
}

/** The JSON object that a request carries. */
async function bodyOf(request: Request): Promise<Values> {
  try {
    const body: unknown = await request.clone().json();
    return isObject(body) ? body : {};
  } catch {
    return {};
  }
}
