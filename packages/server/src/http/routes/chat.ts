import type { Context } from "hono";
import type { AnswerEvent } from "../../chat/answer.js";
import { badRequest, toApiError } from "../../chat/api-error.js";
import { generationId } from "../../chat/ids.js";
import { planAnswer } from "../../chat/plan.js";
import { chunkWriter, MessageCollector } from "../../chat/wire.js";
import { type ChatRequest, chatRequestSchema } from "../../schemas/chat-request.js";
import { validate } from "../../schemas/validate.js";
import { type AnswerRun, runAnswer } from "../answer-run.js";
import { readJson } from "../body.js";
import type { AppEnv, ServerContext } from "../context.js";
import type { EventBuffer } from "../event-buffer.js";
import { ClientGone } from "../running-answers.js";
import { comment, event, textBody, tick, withTicks } from "../sse.js";

/** `POST /chat/completions`. */
export const chatRoute = (server: ServerContext) => async (c: Context<AppEnv>) => {
  const startedAt = new Date();
  const { request, unknownFields } = understand(await readJson(c.env.incoming, server.limits));
  const plan = planAnswer(request, server.models, clientOf(c, request));
  const identity = {
    id: generationId(startedAt),
    created: Math.floor(startedAt.getTime() / 1000),
    model: plan.model.id,
  };
  c.header("X-Generation-Id", identity.id);
  const warning = warningsOf(unknownFields, plan.ignored);
  if (warning !== "") c.header("X-OpenRouter-Warnings", warning);
  c.get("log").id = identity.id;
  if (server.logPrompts) c.get("log").messages = request.messages;

  const answer = server.answers.begin();
  const { outgoing } = c.env;
  const leave = () => answer.stop(new ClientGone());
  outgoing.once("close", () => {
    leave();
    answer.end();
  });
  // A client that reads nothing is not told why it is cut off.
  answer.signal.addEventListener("abort", () => outgoing.writableNeedDrain && outgoing.destroy());
  const run: AnswerRun = {
    identity,
    plan,
    request,
    answer,
    startedAt,
    onEnd: (record, error) => {
      server.generations.add(record);
      server.metrics.countGeneration(record);
      server.logger.info({ ...record, ...(error && { error: error.message }) }, "generation");
    },
  };
  const events = runAnswer(run);
  // An error before the engine has accepted the request is an ordinary HTTP error.
  const first = await events.next();
  if (!request.stream) return c.json(await collect(run, first, events));
  const text = stream(run, first, events, server.limits.keepAliveMs);
  return c.body(textBody(text, leave), 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
  });
};

const understand = (body: unknown): { request: ChatRequest; unknownFields: string[] } => {
  const result = validate(chatRequestSchema, body);
  if (result.ok) return { request: result.value, unknownFields: result.unknownFields };
  const [first] = result.problems;
  throw badRequest(result.problems.map((problem) => problem.message).join("; "), first.param);
};

const clientOf = (c: Context<AppEnv>, request: ChatRequest) => {
  const client = c.get("client");
  return request.user === undefined || client.startsWith("key:") ? client : `${client} ${request.user}`;
};

const headerText = (names: string[]) =>
  names
    .join(", ")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 1000);

const warningsOf = (unknownFields: string[], ignored: string[]) =>
  [
    ...(unknownFields.length > 0 ? [`unknown fields ignored: ${headerText(unknownFields)}`] : []),
    ...(ignored.length > 0 ? [`not supported by this model, ignored: ${headerText(ignored)}`] : []),
  ].join("; ");

const collect = async (
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

async function* stream(
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
