import { toApiError } from "../../generation/api-error.js";
import type { Accepted, DeltaEvent, Finish } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { type Chunks, ChunkWriter } from "../chat-completions/chunk-writer.js";
import { errorDetail } from "../chat-completions/error-body.js";
import { type AnswerIdentity, head } from "../chat-completions/words.js";
import { EventText, event } from "../server-sent-events.js";
import { LogprobsWriter } from "./logprobs.js";
import type { TextCompletion } from "./read-request.js";
import { promptOf } from "./words.js";

export interface StreamOptions {
  /** Added to the last chunk. */
  lastFields(): object;
  /** Pause between comments while nothing else comes, in milliseconds. */
  keepAliveMs: number;
  /** Named in chunks before anybody has taken the task. */
  requestedModel: string;
}

/** The text of a streamed answer. */
export function streamedCompletion(
  generation: Generation,
  request: TextCompletion,
  { lastFields, keepAliveMs, requestedModel }: StreamOptions,
): EventText {
  const { id, created } = generation;
  const chunks = new CompletionChunks({ id, created, model: requestedModel, provider: "" }, request);
  const writer = new ChunkWriter(chunks, { includeUsage: request.includeUsage, lastFields });
  return new EventText(generation.events, writer, keepAliveMs);
}

class CompletionChunks implements Chunks {
  readonly #request: TextCompletion;
  readonly #logprobs = new Map<number, LogprobsWriter>();
  #identity: AnswerIdentity;

  constructor(identity: AnswerIdentity, request: TextCompletion) {
    this.#identity = identity;
    this.#request = request;
  }

  accepted({ model, provider }: Accepted): string {
    this.#identity = { ...this.#identity, model, provider };
    return this.#request.echo ? this.#prompts() : "";
  }

  delta({ choice, delta, logprobs, extra }: DeltaEvent) {
    const { reasoning, content = "" } = delta;
    const chunk = this.#chunk(choice, content, {
      ...extra?.choice,
      ...(reasoning !== undefined && { reasoning }),
      ...(logprobs && { logprobs: this.#logprobsOf(choice).write(logprobs) }),
    });
    return { ...extra?.chunk, ...chunk };
  }

  finish({ choice, finishReason, nativeFinishReason }: Finish) {
    return this.#chunk(choice, "", { finish_reason: finishReason, native_finish_reason: nativeFinishReason });
  }

  withoutChoices() {
    return { ...head(this.#identity, "text_completion"), choices: [] };
  }

  failed(error: unknown) {
    return { ...this.#chunk(0, "", { finish_reason: "error" }), error: errorDetail(toApiError(error)) };
  }

  /** What the answers continue, as their beginnings. */
  #prompts(): string {
    const { prompts, parameters } = this.#request.task;
    const chunks = Array.from({ length: prompts.length * (parameters.n ?? 1) }, (_, choice) =>
      event(this.#chunk(choice, promptOf(this.#request, choice))),
    );
    return chunks.join("");
  }

  #chunk(index: number, text: string, fields: object = {}) {
    const open = { logprobs: null, finish_reason: null, native_finish_reason: null };
    return { ...this.withoutChoices(), choices: [{ index, text, ...open, ...fields }] };
  }

  #logprobsOf(choice: number): LogprobsWriter {
    const writer =
      this.#logprobs.get(choice) ?? new LogprobsWriter(this.#request.task.parameters.top_logprobs ?? 0);
    this.#logprobs.set(choice, writer);
    return writer;
  }
}
