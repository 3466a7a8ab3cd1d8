import type { GenerationRecord } from "../../generation/record.js";

/** The tables, as Kysely sees them. */
export interface Tables {
  generations: GenerationRow;
  keys: KeyRow;
  spend: SpendRow;
  guardrails: GuardrailRow;
  guardrail_keys: GuardrailKeyRow;
  responses: ResponseRow;
  response_items: ResponseItemRow;
  secrets: SecretRow;
}

export interface SecretRow {
  name: string;
  value: string;
}

export interface GuardrailRow {
  id: string;
  /** JSON. */
  rules: string;
  created_at: string;
  updated_at: string | null;
}

export interface GuardrailKeyRow {
  guardrail: string;
  /** The key's. */
  hash: string;
  created_at: string;
}

export interface ResponseRow {
  id: string;
  client: string;
  created_at: string;
  /** JSON, as the next three. */
  response: string;
  earlier: string;
  added: string;
  output: string;
  characters: number;
}

export interface ResponseItemRow {
  client: string;
  id: string;
  response_id: string;
  /** JSON. */
  item: string;
}

export interface SpendRow {
  account: string;
  period: string;
  spent: string;
  /** Some drivers read large integers as text. */
  version: number | string;
}

export interface KeyRow {
  hash: string;
  lookup: string;
  salt: string;
  digest: string;
  name: string;
  label: string;
  management: number;
  disabled: number;
  spend_limit: string | null;
  limit_reset: string | null;
  include_byok: number;
  expires_at: string | null;
  created_at: string;
  updated_at: string | null;
  /** JSON, as the next two. */
  allowed_models: string | null;
  allowed_providers: string | null;
  limits: string | null;
}

/** Every column but `id` may be null: a row keeps what the version that wrote it knew. */
export interface GenerationRow {
  id: string;
  created_at: string | null;
  client: string | null;
  model: string | null;
  provider: string | null;
  endpoint: string | null;
  upstream_id: string | null;
  api_type: string | null;
  streamed: number | null;
  cancelled: number | null;
  finish_reason: string | null;
  native_finish_reason: string | null;
  error: string | null;
  prompt_tokens: number | null;
  cached_tokens: number | null;
  completion_tokens: number | null;
  reasoning_tokens: number | null;
  cost: string | null;
  is_byok: number | null;
  /** JSON. */
  attempts: string | null;
  queued_ms: number | null;
  prompt_ms: number | null;
  generation_ms: number | null;
  latency_ms: number | null;
  user_id: string | null;
  session_id: string | null;
  preset_id: string | null;
  cache_source_id: string | null;
  /** JSON. */
  metadata: string | null;
}

export function toRow(record: GenerationRecord): GenerationRow {
  return {
    id: record.id,
    created_at: record.createdAt,
    client: record.client,
    model: record.model,
    provider: record.provider,
    endpoint: record.endpoint,
    upstream_id: text(record.upstreamId),
    api_type: record.apiType,
    streamed: Number(record.streamed),
    cancelled: Number(record.cancelled),
    finish_reason: record.finishReason,
    native_finish_reason: text(record.nativeFinishReason),
    error: text(record.error),
    prompt_tokens: record.promptTokens,
    cached_tokens: record.cachedTokens,
    completion_tokens: record.completionTokens,
    reasoning_tokens: record.reasoningTokens,
    cost: record.cost,
    is_byok: Number(record.isByok),
    attempts: JSON.stringify(record.attempts),
    queued_ms: record.queuedMs,
    prompt_ms: record.promptMs,
    generation_ms: record.generationMs,
    latency_ms: record.latencyMs,
    user_id: text(record.user),
    session_id: text(record.sessionId),
    preset_id: record.preset ?? null,
    cache_source_id: record.cacheSourceId ?? null,
    metadata: record.metadata && JSON.stringify(record.metadata),
  };
}

/** Not every database takes the character U+0000. */
function text(value: string | null): string | null {
  return value?.replaceAll("\0", "\uFFFD") ?? null;
}

export function fromRow(row: GenerationRow): GenerationRecord {
  return {
    id: row.id,
    createdAt: row.created_at ?? "",
    client: row.client ?? "",
    model: row.model ?? "",
    provider: row.provider,
    endpoint: row.endpoint,
    upstreamId: row.upstream_id,
    apiType: row.api_type,
    streamed: row.streamed === 1,
    cancelled: row.cancelled === 1,
    finishReason: row.finish_reason,
    nativeFinishReason: row.native_finish_reason,
    error: row.error,
    promptTokens: row.prompt_tokens ?? 0,
    cachedTokens: row.cached_tokens ?? 0,
    completionTokens: row.completion_tokens ?? 0,
    reasoningTokens: row.reasoning_tokens ?? 0,
    cost: row.cost,
    isByok: row.is_byok === 1,
    attempts: row.attempts === null ? [] : JSON.parse(row.attempts),
    queuedMs: row.queued_ms ?? 0,
    promptMs: row.prompt_ms ?? 0,
    generationMs: row.generation_ms ?? 0,
    latencyMs: row.latency_ms,
    user: row.user_id,
    sessionId: row.session_id,
    preset: row.preset_id,
    cacheSourceId: row.cache_source_id,
    metadata: row.metadata === null ? null : JSON.parse(row.metadata),
  };
}
