import type { OpenEnum } from "../types/enums.js";

/** How OpenRouter arrived at the model. */
export type RoutingStrategy = OpenEnum<
  "direct" | "auto" | "free" | "latest" | "alias" | "fallback" | "pareto" | "bodybuilder" | "fusion"
>;

/** One try at one provider. */
export type RouterAttempt = {
  /** The provider asked. */
  provider: string;
  /** The model asked for. */
  model: string;
  /** HTTP status of its answer. */
  status: number;
};

/** One place that could have answered. */
export type EndpointInfo = {
  /** The provider. */
  provider: string;
  /** The model. */
  model: string;
  /** Whether it was the one chosen. */
  selected: boolean;
};

/** The places that could have answered. */
export type EndpointsMetadata = {
  /** How many there were. */
  total: number;
  /** Which they were. */
  available: Array<EndpointInfo>;
};

/** Settings the router worked with. Further keys come as they are. */
export type RouterParams = {
  /** Lowest quality accepted. Wire: `quality_floor`. */
  qualityFloor?: number | undefined;
  /** Lowest throughput accepted, in tokens per second. Wire: `throughput_floor`. */
  throughputFloor?: number | undefined;
  /** Group of model versions chosen from. Wire: `version_group`. */
  versionGroup?: string | undefined;
  [key: string]: unknown;
};

/** Something that OpenRouter did around the model. */
export type PipelineStage = {
  /** Kind of stage. */
  type: OpenEnum<"guardrail" | "plugin" | "server_tools" | "response_healing" | "context_compression">;
  /** Name of the stage. */
  name: string;
  /** What it did, in a sentence. */
  summary?: string | undefined;
  /** What it cost, in US dollars. Wire: `cost_usd`. */
  costUsd?: number | null | undefined;
  /** Id of the guardrail. Wire: `guardrail_id`. */
  guardrailId?: string | undefined;
  /** Where the guardrail is set, e.g. for the account or the key. Wire: `guardrail_scope`. */
  guardrailScope?: string | undefined;
  /** Details of the stage. Keys come as they are. */
  data?: { [key: string]: unknown } | undefined;
};

/** How OpenRouter handled the request. Sent when the account asks for it. */
export type OpenRouterMetadata = {
  /** Model asked for. */
  requested: string;
  /** How the model was chosen. */
  strategy: RoutingStrategy;
  /** Region that answered. */
  region: string | null;
  /** What happened, in a sentence. */
  summary: string;
  /** Number of the attempt that succeeded, from 1. */
  attempt: number;
  /** All attempts. */
  attempts?: Array<RouterAttempt> | undefined;
  /** Whether the account's own key at the provider was used. Wire: `is_byok`. */
  isByok: boolean;
  /** The places that could have answered. */
  endpoints: EndpointsMetadata;
  /** Settings the router worked with. */
  params?: RouterParams | undefined;
  /** What was done around the model. */
  pipeline?: Array<PipelineStage> | undefined;
};
