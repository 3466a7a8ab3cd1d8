import type { Context } from "hono";
import { type ApiError, toApiError } from "../generation/api-error.js";
import { ClientGone } from "../generation/client-gone.js";
import { noUsage, type Usage } from "../generation/event.js";
import { generationId } from "../generation/ids.js";
import { rateLimitHeaders } from "../generation/rate-window.js";
import type { GenerationRecord } from "../generation/record.js";
import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import type { SingleAnswer } from "../router/single-answer.js";
import { accountOf } from "./account.js";
import type { AppEnv, ServerContext } from "./context.js";
import { untilGone } from "./until-gone.js";

interface Answered {
  model: string;
  provider: string;
  endpoint: string;
  report: RouteReport;
  usage: Usage;
}

/** Who asks, and for which record. */
type Asked = Pick<Task, "client" | "account" | "generationId">;

/** The texts as the guardrails of the key let them be sent. */
export function guarded(
  { guard }: ServerContext,
  c: Context<AppEnv>,
  texts: readonly string[],
): Promise<string[]> {
  return guard.texts([...texts], accountOf(c)?.filters ?? [], c.get("client"));
}

/** Has a question answered whole, and keeps the record of it. The client that leaves ends it. */
export async function singleAnswer<T extends Pick<Task, "models" | "user">, A>(
  server: ServerContext,
  c: Context<AppEnv>,
  apiType: string,
  task: T,
  ask: (task: T & Asked, signal: AbortSignal) => Promise<SingleAnswer<A>>,
): Promise<SingleAnswer<A> & { id: string }> {
  const account = accountOf(c);
  const { id, failing, answered } = singleRecord(server, c, apiType, task);
  const signal = untilGone(c, server.limits.answerMs);
  const single = await failing(ask({ ...task, client: c.get("client"), account, generationId: id }, signal));
  const { candidate, report, usage } = single;
  const { endpoint, model } = candidate;
  answered({ model: model.id, provider: endpoint.provider.name, endpoint: endpoint.slug, report, usage });
  const window = report.window ? rateLimitHeaders(report.window) : {};
  for (const [name, value] of Object.entries(window)) c.header(name, value);
  return { ...single, id };
}

function singleRecord(
  { records, ledger, metrics, logger }: ServerContext,
  c: Context<AppEnv>,
  apiType: string,
  task: Pick<Task, "models" | "user">,
) {
  const started = performance.now();
  const at = new Date();
  const id = generationId(at);
  c.header("X-Generation-Id", id);
  c.get("log").id = id;
  const keep = (answered: Partial<Answered>, failure?: ApiError | ClientGone) => {
    const { usage = noUsage(), report } = answered;
    const ms = performance.now() - started;
    const cancelled = failure instanceof ClientGone;
    const record: GenerationRecord = {
      id,
      createdAt: at.toISOString(),
      client: c.get("client"),
      model: answered.model ?? task.models[0] ?? "",
      provider: answered.provider ?? null,
      endpoint: answered.endpoint ?? null,
      upstreamId: null,
      apiType,
      streamed: false,
      cancelled,
      finishReason: failure ? (cancelled ? null : "error") : "stop",
      nativeFinishReason: null,
      error: failure && !cancelled ? failure.message : null,
      promptTokens: usage.promptTokens,
      cachedTokens: usage.cachedTokens,
      completionTokens: 0,
      reasoningTokens: 0,
      cost: usage.cost ?? "0",
      isByok: false,
      attempts: report?.attempts ?? [],
      queuedMs: 0,
      promptMs: ms,
      generationMs: 0,
      latencyMs: failure ? null : ms,
      user: task.user ?? null,
      sessionId: null,
      preset: null,
      cacheSourceId: null,
      metadata: null,
    };
    records.add(record, ledger.ended(record));
    metrics.countGeneration(record);
    const { user: _user, sessionId: _session, metadata: _metadata, ...counts } = record;
    logger.info(counts, "generation");
  };
  return {
    id,
    answered: (answered: Answered) => keep(answered),
    /** The answer; a failure is recorded and thrown on. */
    failing: async <T>(answer: Promise<T>): Promise<T> => {
      try {
        return await answer;
      } catch (error) {
        const failure = error instanceof ClientGone ? error : toApiError(error);
        keep({}, failure);
        throw error;
      }
    },
  };
}
