import { ApiError, toApiError } from "../generation/api-error.js";
import type { Usage } from "../generation/event.js";
import type { GenerationAttempt } from "../generation/record.js";
import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import type { AttemptTrace } from "../generation/trace.js";
import type { Clock } from "./clock.js";
import { faultOf } from "./fault.js";
import type { Candidate } from "./order.js";
import { type Cost, noCost } from "./price.js";
import { imagesIn } from "./prompt-size.js";

/** Keeps the books of one try: the endpoint's health, the report, the metrics. */
export class Attempt {
  readonly candidate: Candidate;
  readonly #clock: Clock;
  readonly #started: number;
  readonly #entry: GenerationAttempt;
  readonly #task: Pick<Task, "messages">;
  readonly #trace: AttemptTrace | undefined;
  #usage: Readonly<Usage> | undefined;
  /** It came to an end for a reason that is no error. */
  #finished = false;
  #settled = false;

  constructor(
    candidate: Candidate,
    report: RouteReport,
    clock: Clock,
    task: Pick<Task, "messages" | "trace">,
  ) {
    const { endpoint, model, health } = candidate;
    this.candidate = candidate;
    this.#task = task;
    this.#clock = clock;
    this.#started = clock.now();
    this.#entry = {
      provider: endpoint.provider.name,
      endpoint: endpoint.slug,
      model: model.id,
      status: null,
      errorType: null,
      latencyMs: null,
      cost: "0",
    };
    report.attempts.push(this.#entry);
    health.statistics.running++;
    const { slug, model: upstreamModel } = endpoint;
    this.#trace = task.trace?.attempt({
      provider: endpoint.provider.name,
      endpoint: slug,
      model: upstreamModel,
    });
  }

  /** For the provider, to go on with the trace. */
  get headers(): Readonly<Record<string, string>> | undefined {
    return this.#trace?.headers;
  }

  /** What has been used so far; undefined: nothing is known. */
  get usage(): Readonly<Usage> | undefined {
    return this.#usage;
  }

  /**
   * What it has cost so far. A provider that tells its own charge knows better than a price list; but an answer without
   * a token that did not come to its end is not paid for, whatever the provider charges.
   */
  get cost(): Cost {
    if (!this.#usage || (!this.#finished && this.#usage.completionTokens === 0)) return noCost;
    const cost = this.candidate.tariff.costOf(this.#usage, imagesIn(this.#task));
    const { promptCost: prompt, completionCost: completion, upstreamCost: total } = this.#usage;
    return {
      prompt: prompt ?? cost.prompt,
      completion: completion ?? cost.completion,
      total: total ?? cost.total,
    };
  }

  /** The provider keeps `usage` current. */
  accepted(usage: Readonly<Usage>): void {
    this.#usage = usage;
  }

  /** The first content has come. */
  began(): void {
    if (this.#entry.latencyMs !== null) return;
    this.#entry.status = 200;
    this.#entry.latencyMs = this.#clock.now() - this.#started;
  }

  /** It came to an end, for a reason that is no error. */
  finished(): void {
    this.#finished = true;
  }

  succeeded(): void {
    const { breaker, statistics } = this.candidate.health;
    const totalMs = this.#clock.now() - this.#started;
    this.began();
    const tokens = this.#usage?.completionTokens ?? 0;
    breaker.succeeded();
    statistics.answered({ firstMs: this.#entry.latencyMs!, tokens, totalMs });
    this.#settle();
  }

  /** Whatever was thrown, as the failure that it is. */
  failed(thrown: unknown): ApiError {
    this.#finished = false;
    const error = toApiError(thrown);
    const { upstreamStatus } = error.details;
    const { breaker, statistics } = this.candidate.health;
    breaker.failed(error, this.#started);
    statistics.failed(error);
    this.#entry.status = upstreamStatus ?? this.#entry.status;
    this.#entry.errorType = error.type;
    this.#entry.fault = faultOf(error);
    this.#entry.latencyMs ??= this.#clock.now() - this.#started;
    this.#settle();
    return error;
  }

  /** It ended for a reason that is none of the endpoint's: the client left, or the restarted answer is another one. */
  abandoned(): void {
    if (!this.#settled) this.candidate.health.breaker.released();
    this.#settle();
  }

  #settle(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#entry.cost = this.cost.total;
    this.candidate.health.statistics.running--;
    this.#trace?.end(this.#entry, this.#usage);
  }
}

/** The provider came to its end before the answer did. */
export function unfinishedAnswer(): ApiError {
  const message = "The model stopped before the answer was complete";
  return new ApiError(502, "provider_unavailable", message, { fault: "cut" });
}

/** An answer without a word: another endpoint may have more to say. */
export function emptyAnswer({ endpoint }: Candidate): ApiError {
  const { name } = endpoint.provider;
  return new ApiError(502, "provider_unavailable", `${name}: the answer is empty`, {
    fault: "garbage",
    metadata: { provider_name: name },
  });
}
