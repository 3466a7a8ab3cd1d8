import { ApiError, notFound } from "../generation/api-error.js";
import type { EmbeddingAnswer, EmbeddingTask, RerankAnswer, RerankTask } from "../generation/embedding.js";
import type { GenerationEvent, Routed } from "../generation/event.js";
import type { Gate, Offer } from "../generation/gate.js";
import type { AnswerSource, Emit } from "../generation/provider.js";
import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";
import { Answering, type Outcome } from "./answering.js";
import { chooseCandidates } from "./candidates.js";
import { continuations } from "./continuation.js";
import { Deadline } from "./deadline.js";
import { endpointKey } from "./endpoint.js";
import { faultOf } from "./fault.js";
import { Health } from "./health.js";
import { hedged } from "./hedge.js";
import { ModelDirectory, type RoutedModel } from "./models.js";
import type { Candidate } from "./order.js";
import { allFailed } from "./refusal.js";
import { newReport } from "./report.js";
import { defaultRouterSettings, type RouterSettings } from "./settings.js";
import { type Question, type SingleAnswer, singleAnswer } from "./single-answer.js";
import { StickyRoutes } from "./sticky.js";
import { UsageTotal } from "./usage-total.js";

type TextsTask = Pick<EmbeddingTask & RerankTask, keyof EmbeddingTask & keyof RerankTask>;

/** Gives a task to an endpoint of the models that it asks for; when one fails, to the next. */
export class Router implements AnswerSource {
  readonly models: ModelDirectory;
  /** Models that do nothing but embed texts. */
  readonly embeddingModels = new ModelDirectory([]);
  readonly health: Health;
  /** Asked before every attempt. Default: everything may begin. */
  gate: Gate | undefined;
  #settings: RouterSettings;
  readonly #sticky: StickyRoutes;

  constructor(models: ModelDirectory, settings: Partial<RouterSettings> = {}, health = new Health()) {
    this.models = models;
    this.health = health;
    this.#settings = { ...defaultRouterSettings, ...settings };
    this.#sticky = new StickyRoutes(health.clock, health.peers);
  }

  get settings(): Readonly<RouterSettings> {
    return this.#settings;
  }

  set settings(settings: Partial<RouterSettings>) {
    this.#settings = { ...defaultRouterSettings, ...settings };
  }

  /** From now on there are these models. Answers under way end as they began. */
  replace(models: readonly RoutedModel[]): void {
    this.models.replace(models);
    const keys = models.flatMap(({ id, endpoints }) => endpoints.map((one) => endpointKey(id, one)));
    this.health.keep(new Set(keys));
  }

  async generate(task: Task, signal: AbortSignal, emit: Emit<Routed | GenerationEvent>): Promise<void> {
    const report = newReport(task);
    const usage = new UsageTotal();
    emit({ type: "routed", report, usage });
    const { candidates, total } = chooseCandidates(task, this.models, this.health, this.#sticky);
    report.total = total;
    report.available = candidates.map(({ endpoint, model }) => ({
      provider: endpoint.provider.name,
      endpoint: endpoint.slug,
      model: model.id,
    }));
    const deadline = new Deadline(this.#settings.deadlineMs, signal);
    try {
      const answering = new Answering(report, usage, this.health.clock, deadline, emit);
      await this.#answer(task, candidates, report, answering, deadline);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      deadline.clear();
    }
  }

  /** Tokens that the prompt of a task would have. Throws a 404 where no provider of the models can tell. */
  async countTokens(task: Task): Promise<number> {
    const { candidates } = chooseCandidates(task, this.models, this.health, this.#sticky);
    for (const { endpoint } of candidates) {
      const { provider, model } = endpoint;
      if (provider.countTokens) return provider.countTokens(task, model);
    }
    throw notFound(`No provider of ${candidates[0]!.model.id} counts tokens`, "model");
  }

  /** Vectors of texts. Throws a 404 where no provider of the models makes any. */
  async embed(task: EmbeddingTask, signal: AbortSignal): Promise<SingleAnswer<EmbeddingAnswer>> {
    const known = this.embeddingModels.findAll(task.models).length > 0;
    return this.#single(task, known ? this.embeddingModels : this.models, {
      signal,
      can: ({ embed }) => embed !== undefined,
      what: "embeds texts",
      ask: ({ provider, model }) => provider.embed!(task, model, signal),
      usageOf: ({ usage }) => usage,
      admit: (candidate) => this.#admitTexts(task, candidate, signal),
    });
  }

  /** Documents in order. Throws a 404 where no provider of the models can. */
  async rerank(task: RerankTask, signal: AbortSignal): Promise<SingleAnswer<RerankAnswer>> {
    return this.#single(task, this.models, {
      signal,
      can: ({ rerank }) => rerank !== undefined,
      what: "reranks documents",
      ask: ({ provider, model }) => provider.rerank!(task, model, signal),
      usageOf: ({ usage }) => usage,
      admit: (candidate) => this.#admitTexts(task, candidate, signal),
    });
  }

  /** Texts cost what a prompt of them would; there is no answer to pay for. */
  #admitTexts({ inputs, ...task }: TextsTask, candidate: Candidate, signal: AbortSignal) {
    const messages = inputs.map((content) => ({ role: "user" as const, content }));
    const asked = { extra: {}, ...task, messages, parameters: { max_tokens: 0 } };
    return this.#admit(asked, candidate, { spent: "0", others: true }, signal);
  }

  #single<T>(
    {
      models,
      routing,
      client,
      user,
      account,
    }: Pick<Task, "models" | "routing" | "client" | "user" | "account">,
    directory: ModelDirectory,
    question: Omit<Question<T>, "task" | "clock">,
  ): Promise<SingleAnswer<T>> {
    const task = { models, routing, client, user, account, messages: [], parameters: {}, extra: {} };
    const { candidates } = chooseCandidates(task, directory, this.health, this.#sticky);
    return singleAnswer(candidates, { ...question, task, clock: this.health.clock });
  }

  async #answer(
    task: Task,
    candidates: readonly Candidate[],
    report: RouteReport,
    answering: Answering,
    deadline: Deadline,
  ): Promise<void> {
    const failures: ApiError[] = [];
    let waited = false;
    let left = [...candidates];
    while (report.attempts.length < this.#settings.attempts) {
      const candidate = takeNext(left);
      if (!candidate) {
        const wait = waited || answering.started ? undefined : this.#worthWaiting(task, candidates, failures);
        if (wait === undefined) break;
        waited = true;
        await this.health.clock.sleep(wait, deadline.signal);
        left = [...candidates];
        continue;
      }
      const admission = this.#admit(
        task,
        candidate,
        { spent: answering.usage.cost, others: left.length > 0 },
        deadline.signal,
      );
      const verdict = await admission;
      if (verdict?.kind === "admitted") report.window = verdict.window;
      if (verdict?.kind === "refused") {
        candidate.health.breaker.released();
        failures.push(verdict.error);
        if (answering.started) throw failures[0]!;
        if (!verdict.elsewhere) throw verdict.error;
        continue;
      }
      // What is reserved is reserved for one attempt at a time.
      const mayHedge = admission === undefined;
      const tried = await this.#try(task, candidate, left, answering, { deadline, mayHedge });
      for (const { candidate: asked, outcome } of tried) {
        if (outcome === undefined) {
          this.#sticky.answered(asked, task, answering.usage);
          return;
        }
        if (outcome === "diverged" || outcome === "overtaken") continue;
        failures.push(outcome);
        if (!this.#mayGoOn(outcome, task, asked, left, answering)) throw outcome;
        if (faultOf(outcome) === "request" && !answering.started) {
          left = left.filter(({ model }) => model !== asked.model);
        }
      }
    }
    throw answering.started ? failures.at(-1)! : allFailed(task, failures, candidates);
  }

  #admit(
    task: Task,
    { model, endpoint, tariff }: Candidate,
    about: Pick<Offer, "spent" | "others">,
    signal: AbortSignal,
  ): ReturnType<Gate["admit"]> {
    const offer: Offer = {
      model: model.id,
      endpoint: endpoint.slug,
      ...about,
      most: () => tariff.mostOf(task, endpoint, endpoint.contextLength ?? model.contextLength),
    };
    return this.gate?.admit(task, offer, signal);
  }

  /** Asks the candidate; if it hesitates and the settings say so, the next one beside it. */
  async #try(
    task: Task,
    candidate: Candidate,
    left: Candidate[],
    answering: Answering,
    { deadline: { signal }, mayHedge }: { deadline: Deadline; mayHedge: boolean },
  ): Promise<{ candidate: Candidate; outcome: Outcome }[]> {
    const { hedgeMs } = this.#settings;
    const alone = !mayHedge || hedgeMs === Number.POSITIVE_INFINITY || task.routing.allow_fallbacks === false;
    if (alone || answering.started || left.length === 0) {
      const outcome = await this.#ask(task, candidate, left.length > 0, answering, signal);
      return [{ candidate, outcome }];
    }
    return hedged({
      first: candidate,
      second: () => takeNext(left),
      afterMs: hedgeMs,
      ask: (runner) => {
        const more = runner.candidate === candidate || left.length > 0;
        return answering.attempt(
          runner.candidate,
          { task, more, maySpeak: () => runner.maySpeak() },
          runner.signal,
        );
      },
      signal,
    });
  }

  async #ask(
    task: Task,
    candidate: Candidate,
    more: boolean,
    answering: Answering,
    signal: AbortSignal,
  ): Promise<Outcome> {
    if (!answering.started) return answering.attempt(candidate, { task, more }, signal);
    const { transcript, usage } = answering;
    let failure: Outcome;
    for (const { task: next, ...how } of continuations(
      task,
      transcript,
      usage.completionTokens,
      candidate.endpoint,
    )) {
      failure = await answering.attempt(candidate, { task: next, more, ...how }, signal);
      // A server that won't go on from a beginning may still tell the whole again.
      const refused = failure instanceof ApiError && faultOf(failure) === "request";
      if (!refused || how.kind === "restart") break;
    }
    return failure;
  }

  #mayGoOn(
    failure: ApiError,
    { routing }: Task,
    candidate: Candidate,
    left: readonly Candidate[],
    { started }: Answering,
  ): boolean {
    const fault = faultOf(failure);
    if (fault === "refused") return false;
    if (started) return this.#settings.survive && routing.allow_fallbacks !== false;
    // What is wrong with the request is wrong at all of the model's endpoints; another model may take it.
    if (fault === "request") return left.some(({ model }) => model !== candidate.model);
    return true;
  }

  /** Milliseconds after which somebody may have time again, if that is soon. */
  #worthWaiting(
    { routing }: Task,
    candidates: readonly Candidate[],
    failures: readonly ApiError[],
  ): number | undefined {
    if (routing.allow_fallbacks === false) return undefined;
    const limited = candidates.filter(({ health }) => health.breaker.limited);
    if (limited.length === 0 || !failures.every(({ details }) => details.retryAfterMs !== undefined))
      return undefined;
    const wait = Math.min(...limited.map(({ health }) => health.breaker.waitMs));
    if (wait > this.#settings.longestWaitMs) return undefined;
    // Those who were turned away together should not come back together.
    return wait + wait * 0.25 * this.health.clock.random();
  }
}

/** The next that may be asked at the moment. Those before it are passed over. */
function takeNext(left: Candidate[]): Candidate | undefined {
  for (let next = left.shift(); next; next = left.shift()) if (next.health.breaker.admit()) return next;
  return undefined;
}
