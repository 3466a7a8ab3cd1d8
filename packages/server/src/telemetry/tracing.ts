import type { GenerationRecord } from "../generation/record.js";
import type { Task } from "../generation/task.js";
import type { Trace } from "../generation/trace.js";

/** Where traces go. */
export interface TelemetrySettings {
  /** Address of a collector that takes OTLP over HTTP, such as `http://127.0.0.1:4318`; `/v1/traces` is added. */
  endpoint: string;
  /** Sent with everything, for collectors that want a key. */
  headers?: Record<string, string> | undefined;
  /** `service.name` of the spans. Default: `openrouter`. */
  serviceName?: string | undefined;
}

/** Told how many spans could not be sent, and why. */
export type OnLost = (spans: number, reason: string) => void;

export interface TracedRequest {
  task: Task;
  streamed: boolean;
  /** The API language that it came in. */
  apiType: string;
  /** Of the HTTP request: the trace that it is part of stands in them. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** A request's span; its attempts are below it. */
export interface RequestTrace extends Trace {
  end(record: GenerationRecord): void;
}

/** Makes traces and sends them on. */
export interface Tracing {
  start(request: TracedRequest): RequestTrace;
  /** Sends what waits, within seconds. */
  close(): Promise<void>;
}
