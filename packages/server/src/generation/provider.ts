import type { EmbeddingAnswer, EmbeddingTask, RerankAnswer, RerankTask } from "./embedding.js";
import type { GenerationEvent, Routed } from "./event.js";
import type { Task } from "./task.js";

/**
 * Takes the events of an answer, each in the moment it comes, so it must be quick. What it throws ends the answer and is
 * thrown on as it is.
 */
export type Emit<E = GenerationEvent> = (event: E) => void;

/** Anything that turns a task into an answer: a provider, or the router over many. */
export interface AnswerSource {
  /**
   * Resolves when all is said. Nothing has been answered before the first `delta`: until then the task may be given to
   * somebody else. A failure is thrown as an `ApiError`, an aborted signal's reason as it is.
   */
  generate(task: Task, signal: AbortSignal, emit: Emit<Routed | GenerationEvent>): Promise<void>;
}

/** Somebody who answers with models of their own. */
export interface Provider {
  /** The name that answers carry, such as `Embedded`. */
  readonly name: string;
  /** `model` in the provider's own words. Otherwise as {@link AnswerSource.generate}. */
  generate(task: Task, model: string, signal: AbortSignal, emit: Emit): Promise<void>;
  /** Tokens that the prompt of a task would have, where the provider can tell without answering. */
  countTokens?(task: Task, model: string): Promise<number>;
  /** Whether an assistant's message at the end of the conversation is continued. Default: no. */
  continues?(model: string): boolean;
  /** Whether the model continues a task's `prompts` as they are. Default: no, it must be sent messages. */
  completes?(model: string): boolean;
  /** Turns texts into vectors, where the provider can. Throws as {@link AnswerSource.generate}. */
  embed?(task: EmbeddingTask, model: string, signal: AbortSignal): Promise<EmbeddingAnswer>;
  /** Orders documents, where the provider can. Throws as {@link AnswerSource.generate}. */
  rerank?(task: RerankTask, model: string, signal: AbortSignal): Promise<RerankAnswer>;
  /** How a model is and what it does, where the provider knows. */
  load?(model: string): ProviderLoad | undefined;
}

export interface ProviderLoad {
  /** Whether it takes requests now, is coming back, or can't. */
  state: "ready" | "restarting" | "failed";
  /** How often it had to be started anew. */
  restarts: number;
  /** Milliseconds since 1970; undefined: there was none yet. */
  lastTokenAt: number | undefined;
  running: number;
  waiting: number;
  /** How many can run at once. */
  capacity: number;
}
