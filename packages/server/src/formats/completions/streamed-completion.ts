import { type ApiError, toApiError } from "../../generation/api-error.js";
import { ClientGone } from "../../generation/client-gone.js";
import type { DeltaEvent, Finish, GenerationEvent, Usage } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { errorDetail } from "../chat-completions/error-body.js";
import { type AnswerIdentity, head, usageBody } from "../chat-completions/words.js";
import { event, processing, tick, withTicks } from "../server-sent-events.js";
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
export async function* streamedCompletion(
  generation: Generation,
  first: Promise<IteratorResult<GenerationEvent, undefined>>,
  request: TextCompletion,
  options: StreamOptions,
): AsyncGenerator<string, void, void> {
  const { id, created } = generation;
  const write = new ChunkWriter({ id, created, model: options.requestedModel, provider: "" }, request);
  let queue: number | undefined;
  try {
    for await (const next of withTicks(first, generation.events, options.keepAliveMs)) {
      if (next === tick) yield processing(queue);
      else if (next.type === "waiting") {
        queue = next.queue;
        yield processing(queue);
      } else if (next.type === "accepted") {
        write.accepted(next);
        if (request.echo) for (const chunk of write.prompts()) yield event(chunk);
      } else if (next.type === "delta") yield event(write.delta(next));
      else if (next.type === "finish") yield event(write.finish(next));
      else {
        const fields = options.lastFields();
        if (request.includeUsage) yield event({ ...write.usage(next.usage), ...fields });
        else if (Object.keys(fields).length > 0) yield event(write.last(fields));
      }
    }
    yield event("[DONE]");
  } catch (error) {
    if (error instanceof ClientGone) return;
    yield event({ ...write.error(toApiError(error)), ...options.lastFields() });
  }
}

class ChunkWriter {
  readonly #request: TextCompletion;
  readonly #logprobs = new Map<number, LogprobsWriter>();
  #identity: AnswerIdentity;

  constructor(identity: AnswerIdentity, request: TextCompletion) {
    this.#identity = identity;
    this.#request = request;
  }

  accepted({ model, provider }: Pick<AnswerIdentity, "model" | "provider">): void {
    this.#identity = { ...this.#identity, model, provider };
  }

  /** What the answers continue, as their beginnings. */
  prompts() {
    const { prompts, parameters } = this.#request.task;
    return Array.from({ length: prompts.length * (parameters.n ?? 1) }, (_, choice) =>
      this.#chunk(choice, promptOf(this.#request, choice)),
    );
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

  usage(usage: Usage) {
    return { ...this.last({}), usage: usageBody(usage) };
  }

  last(fields: object) {
    return { ...head(this.#identity, "text_completion"), choices: [], ...fields };
  }

  error(error: ApiError) {
    return { ...this.#chunk(0, "", { finish_reason: "error" }), error: errorDetail(error) };
  }

  #chunk(index: number, text: string, fields: object = {}) {
    const open = { logprobs: null, finish_reason: null, native_finish_reason: null };
    return { ...this.last({}), choices: [{ index, text, ...open, ...fields }] };
  }

  #logprobsOf(choice: number): LogprobsWriter {
    const writer =
      this.#logprobs.get(choice) ?? new LogprobsWriter(this.#request.task.parameters.top_logprobs ?? 0);
    this.#logprobs.set(choice, writer);
    return writer;
  }
}
