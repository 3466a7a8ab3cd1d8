import { toApiError } from "../../generation/api-error.js";
import type { DeltaEvent, Finish, GenerationEvent, Usage } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { errorDetail } from "../chat-completions/error-body.js";
import { type AnswerIdentity, head, usageBody } from "../chat-completions/words.js";
import { EventText, type EventWriter, event, processing } from "../server-sent-events.js";
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

/** The text of a streamed answer: comments while it waits, chunks, usage, `[DONE]`; an error ends it early, without `[DONE]`. */
export function streamedCompletion(
  generation: Generation,
  request: TextCompletion,
  options: StreamOptions,
): EventText {
  return new EventText(generation.events, new ChunkWriter(generation, request, options), options.keepAliveMs);
}

class ChunkWriter implements EventWriter {
  readonly #request: TextCompletion;
  readonly #options: StreamOptions;
  readonly #logprobs = new Map<number, LogprobsWriter>();
  #identity: AnswerIdentity;
  #queue: number | undefined;

  constructor({ id, created }: Generation, request: TextCompletion, options: StreamOptions) {
    this.#identity = { id, created, model: options.requestedModel, provider: "" };
    this.#request = request;
    this.#options = options;
  }

  event(given: GenerationEvent): string {
    switch (given.type) {
      case "waiting":
        this.#queue = given.queue;
        return this.pause();
      case "accepted":
        this.#identity = { ...this.#identity, model: given.model, provider: given.provider };
        return this.#request.echo ? this.#prompts() : "";
      case "delta":
        return event(this.#delta(given));
      case "finish":
        return event(this.#finish(given));
      case "end": {
        const fields = this.#options.lastFields();
        if (this.#request.includeUsage) return event({ ...this.#usage(given.usage), ...fields });
        return Object.keys(fields).length > 0 ? event(this.#last(fields)) : "";
      }
    }
  }

  pause(): string {
    return processing(this.#queue);
  }

  end(): string {
    return event("[DONE]");
  }

  failed(error: unknown): string {
    const body = { ...this.#chunk(0, "", { finish_reason: "error" }), error: errorDetail(toApiError(error)) };
    return event({ ...body, ...this.#options.lastFields() });
  }

  /** What the answers continue, as their beginnings. */
  #prompts(): string {
    const { prompts, parameters } = this.#request.task;
    const chunks = Array.from({ length: prompts.length * (parameters.n ?? 1) }, (_, choice) =>
      event(this.#chunk(choice, promptOf(this.#request, choice))),
    );
    return chunks.join("");
  }

  #delta({ choice, delta, logprobs, extra }: DeltaEvent) {
    const { reasoning, content = "" } = delta;
    const chunk = this.#chunk(choice, content, {
      ...extra?.choice,
      ...(reasoning !== undefined && { reasoning }),
      ...(logprobs && { logprobs: this.#logprobsOf(choice).write(logprobs) }),
    });
    return { ...extra?.chunk, ...chunk };
  }

  #finish({ choice, finishReason, nativeFinishReason }: Finish) {
    return this.#chunk(choice, "", { finish_reason: finishReason, native_finish_reason: nativeFinishReason });
  }

  #usage(usage: Usage) {
    return { ...this.#last({}), usage: usageBody(usage) };
  }

  #last(fields: object) {
    return { ...head(this.#identity, "text_completion"), choices: [], ...fields };
  }

  #chunk(index: number, text: string, fields: object = {}) {
    const open = { logprobs: null, finish_reason: null, native_finish_reason: null };
    return { ...this.#last({}), choices: [{ index, text, ...open, ...fields }] };
  }

  #logprobsOf(choice: number): LogprobsWriter {
    const writer =
      this.#logprobs.get(choice) ?? new LogprobsWriter(this.#request.task.parameters.top_logprobs ?? 0);
    this.#logprobs.set(choice, writer);
    return writer;
  }
}
