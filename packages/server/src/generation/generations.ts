import { ApiError, toApiError } from "./api-error.js";
import { ClientGone } from "./client-gone.js";
import type { Accepted, DeltaEvent, End, Finish, GenerationEvent, Routed } from "./event.js";
import { noUsage } from "./event.js";
import { EventBuffer } from "./event-buffer.js";
import { generationId } from "./ids.js";
import type { AnswerSource } from "./provider.js";
import type { GenerationRecord } from "./record.js";
import type { RouteReport } from "./route-report.js";
import type { Task } from "./task.js";

/** A task and what is to be remembered of the request that brought it. */
export interface GenerationRequest {
  task: Task;
  streamed: boolean;
  /** The API language that it came in. */
  apiType: string;
  /** Who turns the task into the answer. Default: the server's source. */
  source?: AnswerSource | undefined;
  sessionId?: string | undefined;
  metadata?: Record<string, string> | undefined;
  /** Slug of the preset that has filled in the task. */
  preset?: string | undefined;
  /** The generation whose answer is given again. */
  cacheSourceId?: string | undefined;
  /** Told of every part of the answer, for a log. */
  onDelta?: ((event: DeltaEvent) => void) | undefined;
  /** Told once how it ended. */
  onEnd?: ((record: GenerationRecord) => void) | undefined;
}

/** An answer in progress. */
export interface Generation {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  /** Ends, or throws an `ApiError`; `ClientGone` when nobody listens any more. */
  readonly events: EventBuffer;
  /** Who answers, as soon as it is known. */
  readonly accepted: Accepted | undefined;
  /** How a router chose, if one did. */
  readonly report: Readonly<RouteReport> | undefined;
  /** Aborted when the answer is stopped; its reason says why. */
  readonly signal: AbortSignal;
  /** The client has its answer, or is gone: what is still under way is stopped, or read to its end without it. */
  leave(): void;
}

export interface GenerationsOptions {
  source: AnswerSource;
  /** Longest time for one answer, waiting included, in milliseconds. */
  longestMs: number;
  /** Whether an answer whose client is gone is read to its end all the same. Default: it is stopped. */
  drains?: (() => boolean) | undefined;
}

/** Runs the generations of a server: starts them, keeps count, stops them. */
export class Generations {
  readonly #source: AnswerSource;
  readonly #longestMs: number;
  readonly #drains: () => boolean;
  readonly #controllers = new Set<AbortController>();
  #whenIdle: (() => void)[] = [];

  constructor({ source, longestMs, drains = () => false }: GenerationsOptions) {
    this.#source = source;
    this.#longestMs = longestMs;
    this.#drains = drains;
  }

  /** Answers that are in progress, or whose clients are still reading. */
  get size(): number {
    return this.#controllers.size;
  }

  start(request: GenerationRequest): Generation {
    const controller = new AbortController();
    this.#controllers.add(controller);
    const timer = setTimeout(() => {
      const message = `The answer was not finished within ${this.#longestMs} ms`;
      controller.abort(new ApiError(504, "timeout", message));
    }, this.#longestMs);
    const startedAt = new Date();
    const id = generationId(startedAt);
    const events = new EventBuffer();
    const progress = new Progress();
    const release = () => {
      clearTimeout(timer);
      this.#controllers.delete(controller);
      if (this.size === 0) for (const resolve of this.#whenIdle.splice(0)) resolve();
    };
    const leave = () => {
      if (events.ended) return release();
      progress.left = true;
      if (this.#drains()) return;
      controller.abort(new ClientGone());
      release();
    };
    const source = request.source ?? this.#source;
    const task = { ...request.task, generationId: id };
    const ending = run(source, { ...request, task }, progress, {
      id,
      startedAt,
      events,
      signal: controller.signal,
    });
    void ending.then(() => progress.left && release());
    return {
      id,
      created: Math.floor(startedAt.getTime() / 1000),
      events,
      get accepted() {
        return progress.accepted;
      },
      get report() {
        return progress.report;
      },
      signal: controller.signal,
      leave,
    };
  }

  /** Waits until none is left; after `graceMs` stops those that are. */
  async drain(graceMs: number): Promise<void> {
    if (this.size === 0) return;
    const idle = new Promise<void>((resolve) => this.#whenIdle.push(resolve));
    const timer = setTimeout(() => {
      const reason = new ApiError(503, "provider_unavailable", "The server is shutting down");
      for (const controller of this.#controllers) controller.abort(reason);
    }, graceMs);
    await idle;
    clearTimeout(timer);
  }
}

interface Run {
  id: string;
  startedAt: Date;
  events: EventBuffer;
  signal: AbortSignal;
}

/** Passes the events on and makes the record. */
async function run(
  source: AnswerSource,
  request: GenerationRequest,
  progress: Progress,
  { events, signal, ...identity }: Run,
) {
  const finish = (error?: ApiError | ClientGone) => {
    request.onEnd?.(progress.record(request, identity, error));
    events.end(error && { error });
  };
  try {
    await source.generate(request.task, signal, (event) => {
      progress.read(event);
      if (event.type === "routed") return;
      if (event.type === "delta") request.onDelta?.(event);
      events.push(event);
    });
    if (!progress.ended) {
      throw new ApiError(502, "provider_unavailable", "The model stopped before the answer was complete");
    }
    finish();
  } catch (error) {
    const failure = signal.aborted ? signal.reason : error;
    finish(failure instanceof ClientGone ? failure : toApiError(failure));
  }
}

/** Keeps count of one generation. */
class Progress {
  readonly #started = performance.now();
  accepted: Accepted | undefined;
  #routed: Routed | undefined;
  /** The client went before the end. */
  left = false;
  #firstTokenMs: number | null = null;
  #finish: Finish | undefined;
  #end: End | undefined;

  get report(): Readonly<RouteReport> | undefined {
    return this.#routed?.report;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  read(event: Routed | GenerationEvent): void {
    if (event.type === "routed") this.#routed = event;
    else if (event.type === "accepted") this.accepted = event;
    else if (event.type === "delta") this.#firstTokenMs ??= performance.now() - this.#started;
    else if (event.type === "finish") this.#finish ??= event;
    else if (event.type === "end") this.#end = event;
  }

  record(
    { task, ...request }: GenerationRequest,
    { id, startedAt }: Pick<Run, "id" | "startedAt">,
    failure: ApiError | ClientGone | undefined,
  ): GenerationRecord {
    const cancelled = this.left || failure instanceof ClientGone;
    const totalMs = performance.now() - this.#started;
    const timings = this.#end?.timings;
    const usage = this.#end?.usage ?? this.accepted?.usage ?? this.#routed?.usage ?? noUsage();
    return {
      id,
      createdAt: startedAt.toISOString(),
      client: task.client,
      model: this.accepted?.model ?? task.models[0] ?? "",
      provider: this.accepted?.provider ?? null,
      endpoint: this.accepted?.endpoint ?? null,
      upstreamId: this.accepted?.upstreamId ?? null,
      apiType: request.apiType,
      streamed: request.streamed,
      cancelled,
      finishReason: failure
        ? failure instanceof ClientGone
          ? null
          : "error"
        : (this.#finish?.finishReason ?? null),
      nativeFinishReason: this.#finish?.nativeFinishReason ?? null,
      promptTokens: usage.promptTokens,
      cachedTokens: usage.cachedTokens,
      completionTokens: usage.completionTokens,
      reasoningTokens: usage.reasoningTokens,
      cost: usage.cost ?? "0",
      isByok: false,
      attempts: this.report?.attempts ?? [],
      error: failure instanceof ClientGone ? null : ((failure ?? this.#finish?.error)?.message ?? null),
      queuedMs: timings?.queuedMs ?? 0,
      promptMs: timings?.promptMs ?? 0,
      generationMs: timings?.generationMs ?? (this.#firstTokenMs === null ? 0 : totalMs - this.#firstTokenMs),
      latencyMs: this.#firstTokenMs,
      user: task.user ?? null,
      sessionId: request.sessionId ?? null,
      preset: request.preset ?? null,
      cacheSourceId: request.cacheSourceId ?? null,
      metadata: request.metadata ?? null,
    };
  }
}
