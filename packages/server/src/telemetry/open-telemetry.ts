import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { ExportResultCode, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";
import type { AttemptIdentity, AttemptTrace } from "../generation/trace.js";
import { answerAttributes, attemptAttributes, requestAttributes, usageAttributes } from "./attributes.js";
import type { OnLost, RequestTrace, TelemetrySettings, TracedRequest, Tracing } from "./tracing.js";

/** How long the collector has to take what is sent, in milliseconds. */
const exportMs = 5_000;

const propagator = new W3CTraceContextPropagator();

/** Traces by OpenTelemetry's own libraries, sent in batches. */
export class OpenTelemetryTracing implements Tracing {
  readonly #provider: TracerProvider;
  readonly #tracer: Tracer;

  constructor({ endpoint, headers = {}, serviceName = "openrouter" }: TelemetrySettings, onLost: OnLost) {
    const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
    const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: exportMs });
    this.#provider = new TracerProvider({
      resource: resourceFromAttributes({ "service.name": serviceName }),
      spanProcessors: [
        new BatchSpanProcessor({ exporter: telling(exporter, onLost), exportTimeoutMillis: exportMs }),
      ],
    });
    this.#tracer = this.#provider.getTracer("@openrouter/server");
  }

  start(request: TracedRequest): RequestTrace {
    const parent = propagator.extract(ROOT_CONTEXT, request.headers, defaultTextMapGetter);
    const span = this.#tracer.startSpan(
      `chat ${request.task.models[0] ?? "default"}`,
      { kind: SpanKind.SERVER, attributes: requestAttributes(request) },
      parent,
    );
    const context = trace.setSpan(parent, span);
    return {
      attempt: (about) => this.#attempt(about, context),
      end: (record) => {
        span.setAttributes(answerAttributes(record));
        if (record.error !== null) span.setStatus({ code: SpanStatusCode.ERROR, message: record.error });
        span.end();
      },
    };
  }

  async close(): Promise<void> {
    await this.#provider.shutdown();
  }

  #attempt(about: AttemptIdentity, parent: Context): AttemptTrace {
    const span = this.#tracer.startSpan(
      `chat ${about.model}`,
      { kind: SpanKind.CLIENT, attributes: attemptAttributes(about) },
      parent,
    );
    const headers: Record<string, string> = {};
    propagator.inject(trace.setSpan(parent, span), headers, defaultTextMapSetter);
    return {
      headers,
      end: ({ status, errorType, latencyMs }, usage) => {
        if (status !== null) span.setAttribute("http.response.status_code", status);
        if (latencyMs !== null && errorType === null)
          span.setAttribute("gen_ai.server.time_to_first_token", latencyMs / 1000);
        if (usage) span.setAttributes(usageAttributes(usage));
        if (errorType !== null) {
          span.setAttribute("error.type", errorType);
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  }
}

/** Says what can't be sent, which is no failure of anything else. */
function telling(exporter: SpanExporter, onLost: OnLost): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, ({ code, error }) => {
        if (code !== ExportResultCode.SUCCESS) onLost(spans.length, error?.message ?? "no reason is given");
        done({ code: ExportResultCode.SUCCESS });
      }),
    shutdown: () => exporter.shutdown(),
  };
}
