import type { ApiError } from "../generation/api-error.js";
import type { Accepted, DeltaEvent, End, Finish, GenerationEvent } from "../generation/event.js";
import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import { Attempt, emptyAnswer, unfinishedAnswer } from "./attempt.js";
import type { Clock } from "./clock.js";
import { compressed } from "./compression.js";
import type { Deadline } from "./deadline.js";
import type { Candidate } from "./order.js";
import { Diverged, type Repetition } from "./repetition.js";
import { saysSomething, Transcript } from "./transcript.js";
import { UsageTotal } from "./usage-total.js";
import { fitted } from "./wishes.js";

interface Hop {
  task: Task;
  /** Somebody else can be asked if this one fails. */
  more: boolean;
  kind?: "prefill" | "restart";
  /** Takes out what the client has already. */
  repetition?: Repetition | undefined;
}

/** What of the task the endpoint was not given. */
interface Left {
  ignored: string[];
  warnings: string[];
}

/** One answer, put together from as many tries as it takes. */
export class Answering {
  readonly transcript = new Transcript();
  readonly usage = new UsageTotal();
  readonly #report: RouteReport;
  readonly #clock: Clock;
  readonly #deadline: Deadline;
  #accepted = false;

  constructor(report: RouteReport, clock: Clock, deadline: Deadline) {
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
   * Returns undefined when the answer is complete.
   */
  async *attempt(
    candidate: Candidate,
    hop: Hop,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, ApiError | "diverged" | undefined, void> {
    const attempt = new Attempt(candidate, this.#report, this.#clock, hop.task.trace);
    if (hop.kind) this.#tellHop(candidate, hop.kind);
    const { endpoint } = candidate;
    const { task: able, ignored } = fitted(withTier(withVariant(hop.task, candidate), candidate), endpoint);
    const left: Left = { ignored, warnings: [] };
    const held: GenerationEvent[] = [];
    let holding = hop.more;
    let words = 0;
    try {
      const { task, step } = await compressed(able, candidate);
      if (step) {
        this.#report.pipeline.push(step);
        left.warnings.push(step.summary);
      }
      const given = attempt.headers ? { ...task, headers: attempt.headers } : task;
      for await (const event of endpoint.provider.generate(given, endpoint.model, signal)) {
        if (event.type === "waiting") {
          yield event;
          continue;
        }
        if (event.type === "accepted") {
          this.usage.add(endpoint, event.usage);
          attempt.accepted(event.usage);
        }
        if (event.type === "delta" && saysSomething(event)) {
          words++;
          attempt.began();
          this.#deadline.met();
          holding = false;
        }
        if (event.type === "finish" && (words > 0 || event.finishReason !== "stop")) holding = false;
        if (event.type === "end" && words === 0 && holding) throw emptyAnswer(candidate);
        held.push(event);
        if (holding) continue;
        if (event.type === "end") {
          attempt.succeeded();
          this.#deadline.met();
        }
        for (const one of held) {
          const told = this.#tell(one, candidate, left, hop.repetition);
          if (told) yield told;
        }
        held.length = 0;
        if (event.type === "end") return undefined;
      }
      throw unfinishedAnswer();
    } catch (error) {
      if (error instanceof Diverged) return "diverged";
      if (signal.aborted) throw signal.reason;
      return attempt.failed(error);
    } finally {
      attempt.abandoned();
    }
  }

  /** The event as the client is to see it, if at all. */
  #tell(
    event: GenerationEvent,
    candidate: Candidate,
    left: Left,
    repetition: Repetition | undefined,
  ): Accepted | DeltaEvent | Finish | End | undefined {
    switch (event.type) {
      case "accepted": {
        if (this.#accepted) return undefined;
        this.#accepted = true;
        const { model, endpoint } = candidate;
        return {
          ...event,
          model: model.id,
          endpoint: endpoint.slug,
          ignored: [...event.ignored, ...left.ignored],
          warnings: [...(event.warnings ?? []), ...left.warnings],
          usage: this.usage,
        };
      }
      case "delta": {
        const fresh = repetition ? repetition.delta(event) : event;
        if (fresh && saysSomething(fresh)) this.transcript.add(fresh);
        return fresh;
      }
      case "finish": {
        if (repetition?.finished(event)) return undefined;
        this.transcript.finish(event);
        return event;
      }
      case "end":
        return { ...event, usage: this.usage };
      default:
        return undefined;
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
