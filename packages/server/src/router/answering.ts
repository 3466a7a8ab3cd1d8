import type { ApiError } from "../generation/api-error.js";
import type { GenerationEvent } from "../generation/event.js";
import type { Emit } from "../generation/provider.js";
import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import { Attempt, emptyAnswer, unfinishedAnswer } from "./attempt.js";
import type { Clock } from "./clock.js";
import { compressed } from "./compression.js";
import type { Deadline } from "./deadline.js";
import { Overtaken } from "./hedge.js";
import type { Candidate } from "./order.js";
import { askable } from "./prompts.js";
import { Diverged, type Repetition } from "./repetition.js";
import { saysSomething, Transcript } from "./transcript.js";
import type { UsageTotal } from "./usage-total.js";
import { fitted } from "./wishes.js";

/** What became of a try; undefined: the answer is complete. */
export type Outcome = ApiError | "diverged" | "overtaken" | undefined;

interface Hop {
  task: Task;
  /** Somebody else can be asked if this one fails. */
  more: boolean;
  kind?: "prefill" | "restart";
  /** Takes out what the client has already. */
  repetition?: Repetition | undefined;
  /** Of several tries at once, the first to ask may speak. Default: it is the only one. */
  maySpeak?: (() => boolean) | undefined;
}

/** What of the task the endpoint was not given. */
interface Left {
  ignored: string[];
  warnings: string[];
}

/** One answer, put together from as many tries as it takes. */
export class Answering {
  readonly transcript = new Transcript();
  readonly usage: UsageTotal;
  readonly #report: RouteReport;
  readonly #clock: Clock;
  readonly #deadline: Deadline;
  readonly #emit: Emit;
  #accepted = false;

  constructor(report: RouteReport, usage: UsageTotal, clock: Clock, deadline: Deadline, emit: Emit) {
    this.usage = usage;
    this.#emit = emit;
    this.#report = report;
    this.#clock = clock;
    this.#deadline = deadline;
  }

  /** The client has something of the answer. */
  get started(): boolean {
    return this.transcript.started;
  }

  /**
   * Asks one endpoint. What it says before its first real content is held back as long as somebody else can be asked.
   */
  async attempt(candidate: Candidate, hop: Hop, signal: AbortSignal): Promise<Outcome> {
    const attempt = new Attempt(candidate, this.#report, this.#clock, hop.task);
    if (hop.kind) this.#tellHop(candidate, hop.kind);
    const { endpoint } = candidate;
    const left: Left = { ignored: [], warnings: [] };
    const held: GenerationEvent[] = [];
    let holding = hop.more;
    let words = 0;
    let complete = false;
    const take = (event: GenerationEvent) => {
      if (complete) return;
      if (event.type === "waiting") {
        this.#emit(event);
        return;
      }
      if (event.type === "accepted") {
        attempt.accepted(event.usage);
        candidate.health.quota.usedUpFor(event.limitedMs);
        this.usage.add(attempt);
      }
      if (event.type === "delta" && saysSomething(event)) {
        words++;
        attempt.began();
        this.#deadline.met();
        holding = false;
      }
      if (event.type === "finish" && event.finishReason !== "error") attempt.finished();
      if (event.type === "finish" && (words > 0 || event.finishReason !== "stop")) holding = false;
      if (event.type === "end" && words === 0 && holding) throw emptyAnswer(candidate);
      held.push(event);
      if (holding) return;
      if (hop.maySpeak?.() === false) throw new Overtaken();
      if (event.type === "end") {
        attempt.succeeded();
        this.#deadline.met();
        complete = true;
      }
      for (const one of held) this.#tell(one, candidate, left, hop.repetition);
      held.length = 0;
    };
    try {
      const { task: asked, warnings } = askable(hop.task, endpoint);
      const { task: able, ignored } = fitted(withTier(withVariant(asked, candidate), candidate), endpoint);
      left.ignored.push(...ignored);
      left.warnings.push(...warnings);
      const { task, step } = await compressed(able, candidate);
      if (step) {
        this.#report.pipeline.push(step);
        left.warnings.push(step.summary);
      }
      const given = attempt.headers ? { ...task, headers: attempt.headers } : task;
      await endpoint.provider.generate(given, endpoint.model, signal, take);
      if (!complete) throw unfinishedAnswer();
      return undefined;
    } catch (error) {
      if (error instanceof Diverged) return "diverged";
      if (error instanceof Overtaken) return "overtaken";
      if (signal.aborted) throw signal.reason;
      return attempt.failed(error);
    } finally {
      attempt.abandoned();
    }
  }

  /** Passes the event on as the client is to see it, if at all. */
  #tell(event: GenerationEvent, candidate: Candidate, left: Left, repetition: Repetition | undefined): void {
    switch (event.type) {
      case "accepted": {
        if (this.#accepted) break;
        this.#accepted = true;
        const { model, endpoint } = candidate;
        this.#emit({
          ...event,
          model: model.id,
          endpoint: endpoint.slug,
          ignored: [...event.ignored, ...left.ignored],
          warnings: [...(event.warnings ?? []), ...left.warnings],
          usage: this.usage,
        });
        break;
      }
      case "delta": {
        const fresh = repetition ? repetition.delta(event) : event;
        if (!fresh) break;
        if (saysSomething(fresh)) this.transcript.add(fresh);
        this.#emit(fresh);
        break;
      }
      case "finish": {
        if (repetition?.finished(event)) break;
        this.transcript.finish(event);
        this.#emit(event);
        break;
      }
      case "end":
        this.#emit({ ...event, usage: this.usage });
    }
  }

  #tellHop({ endpoint }: Candidate, kind: "prefill" | "restart"): void {
    const how = kind === "prefill" ? "continued from what was said" : "told again, the beginning left out";
    this.#report.pipeline.push({
      type: "continuation",
      name: kind,
      summary: `The answer broke off and was ${how} by ${endpoint.provider.name}`,
      data: { provider: endpoint.provider.name, endpoint: endpoint.slug },
    });
  }
}

/** `:thinking` asks for reasoning where the request leaves it open. */
function withVariant(task: Task, { variant }: Candidate): Task {
  if (variant !== "thinking" || task.parameters.reasoning) return task;
  return { ...task, parameters: { ...task.parameters, reasoning: { enabled: true } } };
}

/** Where a model has endpoints of several tiers, each is asked for its own, and so with its own prices. */
function withTier(task: Task, { model, endpoint }: Candidate): Task {
  if (!model.endpoints.some(({ serviceTier }) => serviceTier)) return task;
  const { service_tier: _, ...extra } = task.extra;
  return { ...task, extra: endpoint.serviceTier ? { ...extra, service_tier: endpoint.serviceTier } : extra };
}
