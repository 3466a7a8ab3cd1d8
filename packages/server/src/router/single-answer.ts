import { type ApiError, notFound } from "../generation/api-error.js";
import { noUsage, type Usage } from "../generation/event.js";
import type { Gate } from "../generation/gate.js";
import type { Provider } from "../generation/provider.js";
import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import { Attempt } from "./attempt.js";
import type { Clock } from "./clock.js";
import type { Endpoint } from "./endpoint.js";
import { faultOf } from "./fault.js";
import type { Candidate } from "./order.js";
import { allFailed } from "./refusal.js";
import { newReport } from "./report.js";
import { UsageTotal } from "./usage-total.js";

/** An answer that comes whole, and who gave it. */
export interface SingleAnswer<T> {
  answer: T;
  candidate: Candidate;
  report: RouteReport;
  /** With what it cost. */
  usage: Usage;
}

/** What is asked of a provider. */
export interface Question<T> {
  task: Task;
  signal: AbortSignal;
  clock: Clock;
  /** Whether this can be asked at all. */
  can(provider: Provider): boolean;
  /** What it is, as the end of a sentence that begins with the provider. */
  what: string;
  ask(endpoint: Endpoint): Promise<T>;
  /** What the answer has used; undefined: it does not say. */
  usageOf(answer: T): Usage | undefined;
  /** Asked before every attempt. */
  admit?: ((candidate: Candidate) => ReturnType<Gate["admit"]>) | undefined;
}

/** Asks the candidates in turn until one answers. Throws a 404 where none can be asked this. */
export async function singleAnswer<T>(
  candidates: readonly Candidate[],
  { task, signal, clock, can, what, ask, usageOf, admit }: Question<T>,
): Promise<SingleAnswer<T>> {
  const able = candidates.filter(({ endpoint }) => can(endpoint.provider));
  if (able.length === 0) throw notFound(`No provider of ${candidates[0]!.model.id} ${what}`, "model");
  const report = newReport(task);
  const failures: ApiError[] = [];
  for (const candidate of able) {
    if (!candidate.health.breaker.admit()) continue;
    const verdict = await admit?.(candidate);
    if (verdict?.kind === "admitted") report.window = verdict.window;
    if (verdict?.kind === "refused") {
      candidate.health.breaker.released();
      if (!verdict.elsewhere) throw verdict.error;
      failures.push(verdict.error);
      continue;
    }
    const attempt = new Attempt(candidate, report, clock, task);
    try {
      const answer = await ask(candidate.endpoint);
      attempt.accepted(usageOf(answer) ?? noUsage());
      attempt.finished();
      attempt.succeeded();
      const usage = new UsageTotal();
      usage.add(attempt);
      return { answer, candidate, report, usage };
    } catch (error) {
      if (signal.aborted) {
        attempt.abandoned();
        throw signal.reason;
      }
      const failure = attempt.failed(error);
      failures.push(failure);
      if (faultOf(failure) === "request") throw failure;
    }
  }
  throw allFailed(task, failures, able);
}
