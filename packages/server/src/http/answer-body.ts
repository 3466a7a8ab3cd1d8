import type { AnswerEvent } from "../chat/answer.js";
import { toApiError } from "../chat/api-error.js";
import { chunkWriter, MessageCollector } from "../chat/wire.js";
import type { AnswerRun } from "./answer-run.js";
import type { EventBuffer } from "./event-buffer.js";
import { ClientGone } from "./running-answers.js";
import { comment, event, tick, withTicks } from "./sse.js";

/** The body of an answer that is not streamed. */
export const collectAnswer = async (
  { identity, request }: AnswerRun,
  first: IteratorResult<AnswerEvent, undefined>,
  events: EventBuffer,
) => {
  const message = new MessageCollector();
  let end: Extract<AnswerEvent, { type: "done" }> | undefined;
  for (let next = first; !next.done; next = await events.next()) {
    if (next.value.type === "delta") message.add(next.value.delta, next.value.logprobs);
    if (next.value.type === "done") end = next.value;
  }
  if (!end) throw new Error("An answer ends with a done event or throws");
  return message.response(identity, end, request.logprobs ?? false);
};

const waiting = (queue: number | undefined) =>
  comment(queue === undefined ? "OPENROUTER PROCESSING" : `OPENROUTER PROCESSING queue position ${queue}`);

/** The text of a streamed answer: comments while it waits, chunks, usage, `[DONE]`; an error ends it early. */
export async function* streamAnswer(
  { identity, request, plan }: AnswerRun,
  first: IteratorResult<AnswerEvent, undefined>,
  rest: EventBuffer,
  keepAliveMs: number,
): AsyncGenerator<string> {
  const write = chunkWriter(identity);
  let queue: number | undefined;
  try {
    if (request.debug?.echo_upstream_body) yield event(write.debug(plan.generate));
    for await (const next of withTicks(first, rest, keepAliveMs)) {
      if (next === tick) yield waiting(queue);
      else if (next.type === "waiting") {
        queue = next.queue;
        yield waiting(queue);
      } else if (next.type === "delta") yield event(write.delta(next.delta, next.logprobs));
      else {
        yield event(write.finish(next.finishReason, next.nativeFinishReason));
        yield event(write.usage(next.usage));
      }
    }
  } catch (error) {
    if (error instanceof ClientGone) return;
    yield event(write.error(toApiError(error)));
  }
  yield event("[DONE]");
}
