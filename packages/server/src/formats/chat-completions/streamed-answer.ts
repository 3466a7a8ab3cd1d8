import { type ApiError, toApiError } from "../../generation/api-error.js";
import { ClientGone } from "../../generation/client-gone.js";
import type { Accepted, DeltaEvent, Finish, GenerationEvent, Usage } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { comment, event, tick, withTicks } from "../server-sent-events.js";
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
export async function* streamedAnswer(
  generation: Generation,
  first: Promise<IteratorResult<GenerationEvent, undefined>>,
  options: StreamOptions,
): AsyncGenerator<string, void, void> {
  const { id, created } = generation;
  let write = new ChunkWriter({ id, created, model: options.requestedModel, provider: "" });
  let queue: number | undefined;
  try {
    for await (const next of withTicks(first, generation.events, options.keepAliveMs)) {
      if (next === tick) yield waiting(queue);
      else if (next.type === "waiting") {
        queue = next.queue;
        yield waiting(queue);
      } else if (next.type === "accepted") {
        write = new ChunkWriter({ id, created, model: next.model, provider: next.provider });
        if (options.echoUpstreamBody) yield event(write.debug(next));
      } else if (next.type === "delta") yield event(write.delta(next));
      else if (next.type === "finish") yield event(write.finish(next));
      else {
        const fields = options.lastFields?.() ?? {};
        if (options.includeUsage) yield event({ ...write.usage(next.usage), ...fields });
        else if (Object.keys(fields).length > 0) yield event(write.last(fields));
      }
    }
    yield event("[DONE]");
  } catch (error) {
    if (error instanceof ClientGone) return;
    yield event({ ...write.error(toApiError(error)), ...options.lastFields?.() });
  }
}

function waiting(queue: number | undefined): string {
  return comment(
    queue === undefined ? "OPENROUTER PROCESSING" : `OPENROUTER PROCESSING queue position ${queue}`,
  );
}

class ChunkWriter {
  readonly #base: ReturnType<typeof head>;

  constructor(identity: AnswerIdentity) {
    this.#base = head(identity, "chat.completion.chunk");
  }

  debug({ upstreamBody }: Accepted) {
    return { ...this.#base, choices: [], debug: { echo_upstream_body: upstreamBody ?? null } };
  }

  delta({ choice, delta, logprobs, extra }: DeltaEvent) {
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

  usage(usage: Usage) {
    return { ...this.#base, choices: [], usage: usageBody(usage) };
  }

  last(fields: object) {
    return { ...this.#base, choices: [], ...fields };
  }

  error(error: ApiError) {
    return {
      ...this.#base,
      error: errorDetail(error),
      choices: [
        { index: 0, delta: { role: "assistant", content: "" }, finish_reason: "error", logprobs: null },
      ],
    };
  }
}
