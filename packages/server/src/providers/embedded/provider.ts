import type { ConstraintCompiler } from "../../constraints/index.js";
import type { GenerateEvent, GenerateRequest } from "../../engine/types.js";
import { notFound } from "../../generation/api-error.js";
import { type End, type GenerationEvent, noUsage, type Usage } from "../../generation/event.js";
import type { Provider, ProviderLoad } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import { AnswerReader } from "./answer-reader.js";
import { engineFailure } from "./engine-errors.js";
import { validated } from "./finished-answer.js";
import { merged } from "./merged.js";
import type { EmbeddedModel } from "./model.js";
import { type AnswerPlan, planAnswer, promptOf } from "./plan.js";

/** The models that run on this machine. */
export class EmbeddedProvider implements Provider {
  readonly name = "Embedded";
  readonly #models: ReadonlyMap<string, EmbeddedModel>;
  readonly #compiler: ConstraintCompiler;

  /** The engines and the compiler stay the caller's to close. */
  constructor(models: ReadonlyMap<string, EmbeddedModel>, compiler: ConstraintCompiler) {
    this.#models = models;
    this.#compiler = compiler;
  }

  load(model: string): ProviderLoad | undefined {
    return this.#models.get(model)?.engine.status;
  }

  async countTokens(task: Task, name: string): Promise<number> {
    const model = this.#model(name);
    try {
      return await model.engine.countTokens(promptOf(task, model));
    } catch (error) {
      throw engineFailure(error, this.name);
    }
  }

  /** The chat template is left open at its end. */
  continues(): boolean {
    return true;
  }

  async *generate(
    task: Task,
    name: string,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const model = this.#model(name);
    try {
      const plan = await planAnswer(task, model, this.#compiler, signal);
      yield* this.#answer(plan, name, model, signal);
    } catch (error) {
      throw signal.aborted ? signal.reason : engineFailure(error, this.name);
    }
  }

  #model(name: string): EmbeddedModel {
    const model = this.#models.get(name);
    if (!model) throw notFound(`There is no embedded model named ${JSON.stringify(name)}`, "model");
    return model;
  }

  /** The first event comes when the engine has taken the request. */
  async *#answer(
    plan: AnswerPlan,
    name: string,
    { engine }: EmbeddedModel,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const usage = noUsage();
    const timings = { queuedMs: 0, promptMs: 0, generationMs: 0 };
    const choices = Array.from({ length: plan.choices }, (_, choice) => {
      const answer = engine.generate(forChoice(plan.generate, choice), signal);
      const events = readChoice(answer, choice, plan, { usage, timings });
      return plan.open ? validated(events, plan.open, this.#compiler, signal) : events;
    });
    let accepted = false;
    for await (const event of choices.length === 1 ? choices[0]! : merged(choices)) {
      if (!accepted) {
        accepted = true;
        yield {
          type: "accepted",
          model: name,
          provider: this.name,
          ignored: plan.ignored,
          warnings: plan.warnings,
          usage,
          upstreamBody: plan.generate,
        };
      }
      yield event;
    }
    yield { type: "end", usage, timings };
  }
}

/** Several answers with one seed would be one answer several times. */
function forChoice(request: GenerateRequest, choice: number): GenerateRequest {
  const { seed } = request.sampling;
  if (seed === undefined || choice === 0) return request;
  return { ...request, sampling: { ...request.sampling, seed: seed + choice } };
}

/** What is counted over all choices. */
interface Counts {
  usage: Usage;
  timings: NonNullable<End["timings"]>;
}

async function* readChoice(
  events: AsyncIterable<GenerateEvent>,
  choice: number,
  plan: AnswerPlan,
  { usage, timings }: Counts,
): AsyncGenerator<GenerationEvent, void, void> {
  const reader = new AnswerReader(plan.read);
  const before = { completionTokens: 0, reasoningTokens: 0 };
  const count = (completionTokens: number) => {
    usage.completionTokens += completionTokens - before.completionTokens;
    usage.reasoningTokens += reader.reasoningTokens - before.reasoningTokens;
    before.completionTokens = completionTokens;
    before.reasoningTokens = reader.reasoningTokens;
  };
  for await (const event of events) {
    switch (event.type) {
      case "queued":
        yield { type: "waiting", queue: event.position };
        break;
      case "prompt":
        // One prompt, however many answers.
        usage.promptTokens = event.promptTokens;
        if (choice === 0) usage.cachedTokens = event.cachedTokens;
        yield { type: "waiting" };
        break;
      case "text": {
        const deltas = reader.read(event);
        count(before.completionTokens + (event.logprobs?.length ?? 1));
        for (const delta of deltas) yield { type: "delta", choice, ...delta };
        if (!reader.complete) break;
        yield reader.finish(choice, "stop", "repeated_call");
        return;
      }
      case "done": {
        const cut = event.finishReason === "length" || event.nativeFinishReason === "stop_sequence";
        for (const delta of reader.end(cut)) yield { type: "delta", choice, ...delta };
        count(event.usage.completionTokens);
        usage.promptTokens = event.usage.promptTokens;
        timings.queuedMs = Math.max(timings.queuedMs, event.timings.queuedMs);
        timings.promptMs += event.timings.promptMs;
        timings.generationMs = Math.max(timings.generationMs, event.timings.generationMs);
        yield reader.finish(choice, event.finishReason, event.nativeFinishReason);
        return;
      }
    }
  }
}
