import { type Attributes, metrics, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { ChatResponse } from "../models/index.js";
import type { Values } from "../wire/object.js";
import { requestAttributes, requestIdentity, responseAttributes } from "./attributes.js";

/** A request for a chat completion that is under way. Only the first end counts. */
export interface ChatOperation {
  readonly span: Span;
  /** It has brought an answer. */
  succeed(answer: ChatResponse): void;
  /** It has failed: with what was thrown, or the code or name of an error. `received` is what had come. */
  fail(error: unknown, received?: ChatResponse): void;
}

const SCOPE = "@openrouter/sdk";

/** Limits of the histograms' buckets, as the conventions advise. */
const SECONDS = Array.from({ length: 14 }, (_, i) => 2 ** i / 100);
const TOKENS = Array.from({ length: 14 }, (_, i) => 4 ** i);

/** Starts the span of a request, whose JSON is `body`. */
export function startOperation(url: URL, body: Values): ChatOperation {
  const startedAt = Date.now();
  const identity = requestIdentity(url, body);
  const model = identity["gen_ai.request.model"];
  const span = trace.getTracer(SCOPE).startSpan(model ? `chat ${model}` : "chat", {
    kind: SpanKind.CLIENT,
    attributes: { ...identity, ...requestAttributes(body) },
  });
  let ended = false;

  function end(answer: ChatResponse | undefined, error?: { type: string; message: string }): void {
    if (ended) return;
    ended = true;
    const told: Attributes = { ...identity };
    if (answer) span.setAttributes(responseAttributes(answer));
    if (answer?.model) told["gen_ai.response.model"] = answer.model;
    if (error) {
      span.setAttribute("error.type", error.type);
      span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    }
    span.end();
    measure(told, answer, error?.type, (Date.now() - startedAt) / 1000);
  }

  return {
    span,
    succeed: (answer) => end(answer),
    fail: (error, received) => end(received, describe(error)),
  };
}

function measure(
  told: Attributes,
  answer: ChatResponse | undefined,
  errorType: string | undefined,
  s: number,
): void {
  const meter = metrics.getMeter(SCOPE);
  meter
    .createHistogram("gen_ai.client.operation.duration", {
      description: "Time from the request to the end of the answer",
      unit: "s",
      advice: { explicitBucketBoundaries: SECONDS },
    })
    .record(s, errorType ? { ...told, "error.type": errorType } : told);
  const { usage } = answer ?? {};
  if (!usage) return;
  const tokens = meter.createHistogram("gen_ai.client.token.usage", {
    description: "Tokens of the request and of the answer",
    unit: "{token}",
    advice: { explicitBucketBoundaries: TOKENS },
  });
  tokens.record(usage.promptTokens, { ...told, "gen_ai.token.type": "input" });
  tokens.record(usage.completionTokens, { ...told, "gen_ai.token.type": "output" });
}

/** The kind of an error and its words, without what a `cause` may hold. */
function describe(error: unknown): { type: string; message: string } {
  if (error instanceof Error) return { type: error.name, message: error.message };
  return { type: `${error}`, message: `${error}` };
}
