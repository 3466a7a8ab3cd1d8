import { notFound } from "../generation/api-error.js";
import type { GenerationEvent } from "../generation/event.js";
import type { AnswerSource } from "../generation/provider.js";
import type { Task } from "../generation/task.js";
import { chooseEndpoints, chooseModel } from "./choose.js";
import type { ModelDirectory } from "./models.js";

/** Gives a task to an endpoint of the model that it asks for. */
export class Router implements AnswerSource {
  readonly models: ModelDirectory;

  constructor(models: ModelDirectory) {
    this.models = models;
  }

  async *generate(task: Task, signal: AbortSignal): AsyncGenerator<GenerationEvent, void, void> {
    const model = chooseModel(task, this.models);
    const [endpoint] = chooseEndpoints(model, task.routing);
    for await (const event of endpoint!.provider.generate(task, endpoint!.model, signal)) {
      yield event.type === "accepted" ? { ...event, model: model.id } : event;
    }
  }

  /** Tokens that the prompt of a task would have. Throws a 404 where no provider of the model can tell. */
  async countTokens(task: Task): Promise<number> {
    const model = chooseModel(task, this.models);
    for (const { provider, model: name } of chooseEndpoints(model, task.routing)) {
      if (provider.countTokens) return provider.countTokens(task, name);
    }
    throw notFound(`No provider of ${model.id} counts tokens`, "model");
  }
}
