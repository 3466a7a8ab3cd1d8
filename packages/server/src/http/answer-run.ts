import { type AnswerEvent, AnswerReader } from "../chat/answer.js";
import { ApiError, toApiError } from "../chat/api-error.js";
import type { AnswerPlan } from "../chat/plan.js";
import type { AnswerIdentity } from "../chat/wire.js";
import type { GenerationRecord } from "../generations/record.js";
import type { ChatRequest } from "../schemas/chat-request.js";
import { EventBuffer } from "./event-buffer.js";
import { ClientGone, type RunningAnswer } from "./running-answers.js";

type DoneEvent = Extract<AnswerEvent, { type: "done" }>;

export interface AnswerRun {
  identity: AnswerIdentity;
  plan: AnswerPlan;
  request: ChatRequest;
  answer: RunningAnswer;
  startedAt: Date;
  /** Called with what is said, for a log. */
  onDelta?: ((event: Extract<AnswerEvent, { type: "delta" }>) => void) | undefined;
  /** Called once, however the answer ends. */
  onEnd(record: GenerationRecord, error: ApiError | ClientGone | undefined): void;
}

/**
 * Runs one generation and keeps count of it. The events end with `done`, or reading them throws: `ApiError` when the
 * generation failed, `ClientGone` when nobody listens any more.
 */
export const runAnswer = (run: AnswerRun): EventBuffer => {
  const events = new EventBuffer();
  void pump(run, events);
  return events;
};

const pump = async (run: AnswerRun, events: EventBuffer): Promise<void> => {
  const { plan, answer } = run;
  const started = performance.now();
  const reader = new AnswerReader(plan);
  let latencyMs: number | null = null;
  let done: DoneEvent | undefined;
  const finish = (error?: ApiError | ClientGone) => {
    run.onEnd(toRecord(run, reader, latencyMs, performance.now() - started, done, error), error);
    events.end(error && { error });
  };
  try {
    for await (const event of plan.model.engine.generate(plan.generate, answer.signal)) {
      if (event.type === "text") latencyMs ??= performance.now() - started;
      for (const read of reader.read(event)) {
        if (read.type === "done") done = read;
        if (read.type === "delta") run.onDelta?.(read);
        events.push(read);
      }
    }
    if (!done)
      throw new ApiError(502, "provider_unavailable", "The model stopped before the answer was complete");
    finish();
  } catch (error) {
    const failure = answer.signal.aborted ? answer.signal.reason : error;
    finish(failure instanceof ClientGone ? failure : toApiError(failure));
  }
};

const toRecord = (
  { identity, request, plan, startedAt }: AnswerRun,
  { usage }: AnswerReader,
  latencyMs: number | null,
  totalMs: number,
  done: DoneEvent | undefined,
  failure: unknown,
): GenerationRecord => {
  const cancelled = failure instanceof ClientGone;
  return {
    id: identity.id,
    createdAt: startedAt.toISOString(),
    client: plan.generate.client,
    model: identity.model,
    streamed: request.stream ?? false,
    cancelled,
    finishReason: done?.finishReason ?? (cancelled ? null : "error"),
    nativeFinishReason: done?.nativeFinishReason ?? null,
    promptTokens: usage.promptTokens,
    cachedTokens: usage.cachedTokens,
    completionTokens: usage.completionTokens,
    reasoningTokens: usage.reasoningTokens,
    queuedMs: done?.timings.queuedMs ?? 0,
    promptMs: done?.timings.promptMs ?? 0,
    generationMs: done?.timings.generationMs ?? (latencyMs === null ? 0 : totalMs - latencyMs),
    latencyMs,
    user: request.user ?? null,
    sessionId: request.session_id ?? null,
    metadata: request.metadata ?? null,
  };
};
