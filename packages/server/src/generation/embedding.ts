import type { Usage } from "./event.js";
import type { Task } from "./task.js";

/** Who asks, and for which record. */
type Asker = "client" | "user" | "account" | "generationId";

/** Texts that are to become vectors. */
export interface EmbeddingTask extends Pick<Task, "models" | "routing" | "extra" | Asker> {
  inputs: readonly string[];
  /** Numbers of each vector. Default: the model's. */
  dimensions?: number | undefined;
  /** Whether a text that is too long is cut; otherwise it is refused. Default: the provider's way. */
  truncate?: boolean | undefined;
}

/** The vectors of a task, in the order of its inputs. */
export interface EmbeddingAnswer {
  embeddings: readonly ArrayLike<number>[];
  /** Of the prompt only. */
  usage: Usage;
  /** Fields of the task that were not honoured. */
  ignored: string[];
  /** What the client should know besides. */
  warnings: string[];
  /** Unknown fields of the task were sent along. */
  takesUnknown?: boolean | undefined;
}

/** Documents that are to be ordered by how well they answer a query. */
export interface RerankTask extends Pick<Task, "models" | "routing" | Asker> {
  /** The request in the words of the API, without who may answer. */
  body: Record<string, unknown>;
  /** The query, and the texts of the documents. */
  inputs: readonly string[];
}

/** The documents in order. */
export interface RerankAnswer {
  /** As it came. */
  body: Record<string, unknown>;
  /** Of the prompt only. */
  usage: Usage;
}
