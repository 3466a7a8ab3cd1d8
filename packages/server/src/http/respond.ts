import type { Context } from "hono";
import { ApiError } from "../generation/api-error.js";
import { ClientGone } from "../generation/client-gone.js";
import type { Accepted, GenerationEvent } from "../generation/event.js";
import type { Generation } from "../generation/generations.js";
import type { Task } from "../generation/task.js";
import { healing, wantsHealing } from "../response-healing/healing.js";
import { cacheWish, tellCached } from "./cache-headers.js";
import type { AppEnv, ServerContext } from "./context.js";
import { generationLog } from "./generation-log.js";
import { textBody } from "./text-body.js";

type First = IteratorResult<GenerationEvent, undefined>;

/** A request for an answer, as its API language has read it, and how that language writes the answer. */
export interface AnswerRequest {
  task: Omit<Task, "client">;
  stream: boolean;
  /** The API language, for the record. */
  apiType: string;
  /** Paths of fields that nobody here knows. */
  unknownFields: string[];
  sessionId?: string | undefined;
  metadata?: Record<string, string> | undefined;
  whole(generation: Generation, first: First): Promise<object>;
  streamed(generation: Generation, first: Promise<First>): AsyncIterator<string>;
  /** Added to the body of an error. */
  errorFields?(generation: Generation): object;
}

/** Has the request answered, whole or streamed; the client that leaves stops its answer. */
export async function respond(
  server: ServerContext,
  c: Context<AppEnv>,
  request: AnswerRequest,
): Promise<Response> {
  if (c.get("who")?.management) {
    throw new ApiError(403, "permission_denied", "A management key manages keys: it can't ask for answers");
  }
  const { stream, apiType, metadata } = request;
  const header = c.req.header("x-session-id");
  const sessionId = request.sessionId ?? (header && header.length <= 256 ? header : undefined);
  const client = c.get("client");
  const { task: filled, preset } = server.presets.apply(request.task);
  const account = c.get("who")?.account;
  const untraced = { ...filled, sessionId: filled.sessionId ?? sessionId, client, account };
  const wish = cacheWish(c, preset);
  const { headers } = c.env.incoming;
  const trace = server.tracing?.start({ task: untraced, streamed: stream, apiType, headers });
  const task = { ...untraced, trace };
  const cached = wish && server.cache.ask(task, wish);
  const generation = server.generations.start({
    task,
    streamed: stream,
    apiType,
    source: !stream && wantsHealing(task) ? healing(cached?.source ?? server.router) : cached?.source,
    sessionId,
    metadata,
    ...generationLog(server, task.messages, trace),
  });
  const leave = () => generation.stop(new ClientGone());
  watchConnection(c.env.outgoing, generation, leave);
  c.set("errorFields", () => request.errorFields?.(generation) ?? {});
  c.header("X-Generation-Id", generation.id);
  if (cached) {
    cached.startedAs(generation.id);
    tellCached(c, cached);
    server.metrics.countCached(cached.hit !== undefined);
  }
  c.get("log").id = generation.id;
  const first = generation.events.next();
  if (!stream) {
    const body = await request.whole(generation, await first);
    warn(c, request, generation);
    return c.json(body);
  }
  // An error that comes soon is an ordinary HTTP error; after that the client is told that it is being served.
  const soon = await inTime(first, server.limits.firstCommentMs);
  if (soon) warn(c, request, generation);
  return c.body(textBody(request.streamed(generation, first), leave), 200, {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-cache",
    "X-Accel-Buffering": "no",
  });
}

async function inTime(first: Promise<First>, ms: number): Promise<First | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([first, late]);
  } finally {
    clearTimeout(timer);
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

function warn(c: Context<AppEnv>, request: AnswerRequest, { accepted }: Generation): void {
  const { ignored = [], warnings: others = [], takesUnknown }: Partial<Accepted> = accepted ?? {};
  const unknownFields = takesUnknown ? [] : request.unknownFields;
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
