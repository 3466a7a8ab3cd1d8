import type { RateWindow } from "./rate-window.js";
import type { GenerationAttempt } from "./record.js";

/** How a router came to its answer. */
export interface RouteReport {
  /** The model that the request names. */
  requested: string;
  strategy: "direct" | "auto" | "alias" | "fallback";
  /** The endpoints that could have answered, in the order in which they would have been asked. */
  available: ReportedEndpoint[];
  /** How many endpoints the models have, those left out included. */
  total: number;
  /** Whom the router asked, in order. */
  attempts: GenerationAttempt[];
  /** Of the windows that the request counts in, the one nearest to its end. */
  window?: RateWindow | undefined;
  /** What was done to the request or the answer on the way. */
  pipeline: PipelineStep[];
}

export interface ReportedEndpoint {
  provider: string;
  endpoint: string;
  model: string;
}

export interface PipelineStep {
  type: string;
  name: string;
  summary: string;
  data?: Record<string, unknown> | undefined;
}
