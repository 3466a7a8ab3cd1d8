import type { Context } from "hono";
import { badRequest } from "../../chat/api-error.js";
import { generationId } from "../../chat/ids.js";
import { planAnswer } from "../../chat/plan.js";
import { MessageCollector } from "../../chat/wire.js";
import { type ChatRequest, chatRequestSchema } from "../../schemas/chat-request.js";
import { validate } from "../../schemas/validate.js";
import { collectAnswer, streamAnswer } from "../answer-body.js";
import { type AnswerRun, runAnswer } from "../answer-run.js";
import { readJson } from "../body.js";
import type { AppEnv, ServerContext } from "../context.js";
import { ClientGone, type RunningAnswer } from "../running-answers.js";
import { textBody } from "../sse.js";

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
  const said = server.logPrompts ? new MessageCollector() : undefined;

  const answer = server.answers.begin();
  const leave = () => answer.stop(new ClientGone());
  watchConnection(c.env.outgoing, answer, leave);
  const run: AnswerRun = {
    identity,
    plan,
    request,
    answer,
    startedAt,
    onDelta: said && (({ delta, logprobs }) => said.add(delta, logprobs)),
    onEnd: (record, error) => {
      server.generations.add(record);
      server.metrics.countGeneration(record);
      const content = said && { messages: request.messages, answer: said.message() };
      server.logger.info({ ...record, ...(error && { error: error.message }), ...content }, "generation");
    },
  };
  const events = runAnswer(run);
  // An error before the engine has accepted the request is an ordinary HTTP error.
  const first = await events.next();
  if (!request.stream) return c.json(await collectAnswer(run, first, events));
  const text = streamAnswer(run, first, events, server.limits.keepAliveMs);
  return c.body(textBody(text, leave), 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
  });
};

/** How long a client has to read why its answer was stopped, in milliseconds. */
const farewellMs = 2_000;

const watchConnection = (
  outgoing: AppEnv["Bindings"]["outgoing"],
  answer: RunningAnswer,
  leave: () => void,
) => {
  const onClose = () => {
    leave();
    answer.end();
  };
  if (outgoing.closed) onClose();
  else outgoing.once("close", onClose);
  answer.signal.addEventListener("abort", () => {
    if (answer.signal.reason instanceof ClientGone) return;
    // One that does not read now will not read the reason either.
    setTimeout(() => outgoing.destroy(), outgoing.writableNeedDrain ? 0 : farewellMs).unref();
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
