import { toApiError } from "../../generation/api-error.js";
import type { Accepted, DeltaEvent, Finish } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { EventText, event } from "../server-sent-events.js";
import { type ChunkOptions, type Chunks, ChunkWriter } from "./chunk-writer.js";
import { errorDetail } from "./error-body.js";
import { type AnswerIdentity, deltaBody, head, logprobsBody } from "./words.js";

export interface StreamOptions extends ChunkOptions {
  echoUpstreamBody: boolean;
  /** Pause between comments while nothing else comes, in milliseconds. */
  keepAliveMs: number;
  /** Named in chunks before anybody has taken the task. */
  requestedModel: string;
}

/** The text of a streamed answer. */
export function streamedAnswer(generation: Generation, options: StreamOptions): EventText {
  const writer = new ChunkWriter(new AnswerChunks(generation, options), options);
  return new EventText(generation.events, writer, options.keepAliveMs);
}

class AnswerChunks implements Chunks {
  readonly #identity: Pick<AnswerIdentity, "id" | "created">;
  readonly #echoes: boolean;
  #answers: Pick<AnswerIdentity, "model" | "provider">;
  #head: ReturnType<typeof head> | undefined;

  constructor({ id, created }: Generation, { echoUpstreamBody, requestedModel }: StreamOptions) {
    this.#identity = { id, created };
    this.#echoes = echoUpstreamBody;
    this.#answers = { model: requestedModel, provider: "" };
  }

  accepted({ model, provider, upstreamBody }: Accepted): string {
    this.#answers = { model, provider };
    this.#head = undefined;
    if (!this.#echoes) return "";
    return event({ ...this.withoutChoices(), debug: { echo_upstream_body: upstreamBody ?? null } });
  }

  delta({ choice, delta, logprobs, extra }: DeltaEvent) {
    const fingerprint = extra?.chunk?.system_fingerprint;
    // Told once, and true of all that follows.
    if (typeof fingerprint === "string") this.#head = { ...this.#base, system_fingerprint: fingerprint };
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

  finish({ choice, finishReason, nativeFinishReason, error }: Finish) {
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

  withoutChoices() {
    return { ...this.#base, choices: [] };
  }

  failed(error: unknown) {
    return {
      ...this.#base,
      error: errorDetail(toApiError(error)),
      choices: [
        { index: 0, delta: { role: "assistant", content: "" }, finish_reason: "error", logprobs: null },
      ],
    };
  }

  /** What every chunk begins with. */
  get #base() {
    this.#head ??= head({ ...this.#identity, ...this.#answers }, "chat.completion.chunk");
    return this.#head;
  }
}
