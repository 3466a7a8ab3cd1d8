import { setTimeout as delay } from "node:timers/promises";
import type { Context } from "hono";
import {
  type ChatCompletion,
  readChatRequest,
  streamedAnswer,
  wholeAnswer,
} from "../../formats/chat-completions/index.js";
import { ClientGone } from "../../generation/client-gone.js";
import type { Accepted, GenerationEvent } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { readJson } from "../body.js";
import type { AppEnv, ServerContext } from "../context.js";
import { generationLog } from "../generation-log.js";
import type { Route } from "../route.js";
import { textBody } from "../text-body.js";

type First = IteratorResult<GenerationEvent, undefined>;

export const chatCompletions: Route = {
  method: "POST",
  path: "/api/v1/chat/completions",
  async handle(server, c) {
    const request = readChatRequest(await readJson(c.env.incoming, server.limits));
    const generation = server.generations.start({
      task: { ...request.task, client: c.get("client") },
      streamed: request.stream,
      apiType: "completions",
      sessionId: request.sessionId,
      metadata: request.metadata,
      ...generationLog(server, request.task.messages),
    });
    const leave = () => generation.stop(new ClientGone());
    watchConnection(c.env.outgoing, generation, leave);
    c.header("X-Generation-Id", generation.id);
    c.get("log").id = generation.id;
    const first = generation.events.next();
    if (request.stream) return streamed(server, c, request, generation, first, leave);
    const accepted = await first;
    warn(c, request, accepted);
    return c.json(await wholeAnswer(generation, accepted, request.task.parameters.logprobs ?? false));
  },
};

async function streamed(
  server: ServerContext,
  c: Context<AppEnv>,
  request: ChatCompletion,
  generation: Generation,
  first: Promise<First>,
  leave: () => void,
): Promise<Response> {
  // An error that comes soon is an ordinary HTTP error; after that the client is told that it is being served.
  const soon = await inTime(first, server.limits.firstCommentMs);
  if (soon) warn(c, request, soon);
  const text = streamedAnswer(generation, first, {
    includeUsage: request.includeUsage,
    echoUpstreamBody: request.echoUpstreamBody,
    keepAliveMs: server.limits.keepAliveMs,
    requestedModel: request.task.models[0] ?? server.models.ids[0] ?? "",
  });
  return c.body(textBody(text, leave), 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
  });
}

async function inTime(first: Promise<First>, ms: number): Promise<First | undefined> {
  const abandon = new AbortController();
  const late = delay(ms, undefined, { signal: abandon.signal }).catch(() => undefined);
  try {
    return await Promise.race([first, late]);
  } finally {
    abandon.abort();
  }
}

/** How long a client has to read why its answer was stopped, in milliseconds. */
const farewellMs = 2_000;

function watchConnection(
  outgoing: AppEnv["Bindings"]["outgoing"],
  generation: Generation,
  leave: () => void,
): void {
  const onClose = () => {
    leave();
    generation.release();
  };
  if (outgoing.closed) onClose();
  else outgoing.once("close", onClose);
  generation.signal.addEventListener("abort", () => {
    if (generation.signal.reason instanceof ClientGone) return;
    // One that does not read now will not read the reason either.
    setTimeout(() => outgoing.destroy(), outgoing.writableNeedDrain ? 0 : farewellMs).unref();
  });
}

function warn(c: Context<AppEnv>, { unknownFields }: ChatCompletion, { value }: First): void {
  const { ignored = [], warnings: others = [] }: Partial<Accepted> = value?.type === "accepted" ? value : {};
  const warnings = [
    ...(unknownFields.length > 0 ? [`unknown fields ignored: ${headerText(unknownFields)}`] : []),
    ...(ignored.length > 0 ? [`not supported by this model, ignored: ${headerText(ignored)}`] : []),
    ...others.map((other) => headerText([other])),
  ];
  if (warnings.length > 0) c.header("X-OpenRouter-Warnings", warnings.join("; "));
}

function headerText(names: string[]): string {
  return names
    .join(", ")
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 1000);
}
