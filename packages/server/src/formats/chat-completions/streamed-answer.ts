import { type ApiError, toApiError } from "../../generation/api-error.js";
import type { Accepted, DeltaEvent, Finish, GenerationEvent, Usage } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { EventText, type EventWriter, event, processing } from "../server-sent-events.js";
import { errorDetail } from "./error-body.js";
import { type AnswerIdentity, deltaBody, head, logprobsBody, usageBody } from "./words.js";

export interface StreamOptions {
  includeUsage: boolean;
  echoUpstreamBody: boolean;
  /** Added to the last chunk. */
  lastFields?: (() => object) | undefined;
  /** Pause between comments while nothing else comes, in milliseconds. */
  keepAliveMs: number;
  /** Named in chunks before anybody has taken the task. */
  requestedModel: string;
}

/** The text of a streamed answer: comments while it waits, chunks, usage, `[DONE]`; an error ends it early, without `[DONE]`. */
export function streamedAnswer(generation: Generation, options: StreamOptions): EventText {
  return new EventText(generation.events, new ChunkWriter(generation, options), options.keepAliveMs);
}

class ChunkWriter implements EventWriter {
  readonly #identity: Pick<AnswerIdentity, "id" | "created">;
  readonly #options: StreamOptions;
  #answers: Pick<AnswerIdentity, "model" | "provider">;
  #head: ReturnType<typeof head> | undefined;
  #queue: number | undefined;

  constructor({ id, created }: Generation, options: StreamOptions) {
    this.#identity = { id, created };
    this.#options = options;
    this.#answers = { model: options.requestedModel, provider: "" };
  }

  event(given: GenerationEvent): string {
    switch (given.type) {
      case "waiting":
        this.#queue = given.queue;
        return this.pause();
      case "accepted":
        this.#answers = { model: given.model, provider: given.provider };
        this.#head = undefined;
        return this.#options.echoUpstreamBody ? event(this.#debug(given)) : "";
      case "delta":
        return event(this.#delta(given));
      case "finish":
        return event(this.#finish(given));
      case "end": {
        const fields = this.#options.lastFields?.() ?? {};
        if (this.#options.includeUsage) return event({ ...this.#usage(given.usage), ...fields });
        return Object.keys(fields).length > 0 ? event({ ...this.#base, choices: [], ...fields }) : "";
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
    return event({ ...this.#error(toApiError(error)), ...this.#options.lastFields?.() });
  }

  /** What every chunk begins with. */
  get #base() {
    this.#head ??= head({ ...this.#identity, ...this.#answers }, "chat.completion.chunk");
    return this.#head;
  }

  #debug({ upstreamBody }: Accepted) {
    return { ...this.#base, choices: [], debug: { echo_upstream_body: upstreamBody ?? null } };
  }

  #delta({ choice, delta, logprobs, extra }: DeltaEvent) {
    return {
      ...this.#base,
      ...extra?.chunk,
      choices: [
        {
          index: choice,
          delta: extra?.delta ? { ...extra.delta, ...deltaBody(delta) } : deltaBody(delta),
          finish_reason: null,
          native_finish_reason: null,
          logprobs: logprobsBody(logprobs),
          ...extra?.choice,
        },
      ],
    };
  }

  #finish({ choice, finishReason, nativeFinishReason, error }: Finish) {
    return {
      ...this.#base,
      choices: [
        {
          index: choice,
          delta: { role: "assistant", content: "" },
          finish_reason: finishReason,
          native_finish_reason: nativeFinishReason,
          ...(error && { error: errorDetail(error) }),
          logprobs: null,
        },
      ],
    };
  }

  #usage(usage: Usage) {
    return { ...this.#base, choices: [], usage: usageBody(usage) };
  }

  #error(error: ApiError) {
    return {
      ...this.#base,
      error: errorDetail(error),
      choices: [
        { index: 0, delta: { role: "assistant", content: "" }, finish_reason: "error", logprobs: null },
      ],
    };
  }
}
