import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { ClientGone } from "../generation/client-gone.js";
import type { Accepted } from "../generation/event.js";
import type { Generation } from "../generation/generations.js";
import { rateLimitHeaders } from "../generation/rate-window.js";
import type { Task } from "../generation/task.js";
import { healing, wantsHealing } from "../response-healing/healing.js";
import { accountOf } from "./account.js";
import { cacheWish, tellCached } from "./cache-headers.js";
import type { AppEnv, ServerContext } from "./context.js";
import { generationLog } from "./generation-log.js";
import type { ResumableAnswer } from "./resume/resumable-answer.js";
import { warningHeader } from "./warnings.js";
import { writeText } from "./write-text.js";

/** A request for an answer, as its API language has read it, and how that language writes the answer. */
export interface AnswerRequest {
  task: Omit<Task, "client">;
  stream: boolean;
  /** The API language, for the record. */
  apiType: string;
  /** Paths of fields that nobody here knows. */
  unknownFields: string[];
  /** Those of them that no provider is given either. */
  droppedFields?: string[] | undefined;
  sessionId?: string | undefined;
  metadata?: Record<string, string> | undefined;
  whole(generation: Generation): Promise<object>;
  streamed(generation: Generation): AsyncIterator<string, void>;
  /** Added to the body of an error. */
  errorFields?(generation: Generation): object;
}

/**
 * Has the request answered, whole or streamed. The client that leaves stops its answer, unless it has said that it may
 * come back for it and the answer has begun.
 */
export async function respond(
  server: ServerContext,
  c: Context<AppEnv>,
  request: AnswerRequest,
): Promise<Response> {
  const account = accountOf(c);
  const { stream, apiType, metadata } = request;
  const header = c.req.header("x-session-id");
  const sessionId = request.sessionId ?? (header && header.length <= 256 ? header : undefined);
  const client = c.get("client");
  const { task: filled, preset } = server.presets.apply(request.task);
  const untraced = await server.guard.task({
    ...filled,
    sessionId: filled.sessionId ?? sessionId,
    client,
    account,
  });
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
    preset: preset?.slug,
    cacheSourceId: cached?.hit?.sourceId,
    ...generationLog(server, task, trace),
  });
  watchConnection(c.env.outgoing, generation);
  c.set("errorFields", () => request.errorFields?.(generation) ?? {});
  if (cached) {
    cached.startedAs(generation.id);
    tellCached(c, cached);
    server.metrics.countCached(cached.hit !== undefined);
  }
  c.get("log").id = generation.id;
  const othersTold = server.cors.length > 0 || cached !== undefined;
  try {
    if (stream) {
      // An error that comes soon is an ordinary HTTP error; after that the client is told that it is being served.
      const soon = await generation.events.arrival(server.limits.firstCommentMs);
      generation.events.throwIfFailed();
      const { outgoing } = c.env;
      const text = () => request.streamed(generation);
      const kept =
        mayComeBack(c) && !outgoing.closed ? server.resumable.keep(generation, client, text) : undefined;
      begin(
        c,
        {
          ...headersOf(generation, soon ? request : undefined),
          ...streamHeaders,
          ...(kept && { [resumeHeader]: "true" }),
        },
        othersTold,
      );
      if (kept) outgoing.off("close", generation.leave);
      finishWriting(server, c, kept ? kept.write(outgoing, 0) : writeText(outgoing, text()), generation.id);
    } else {
      const body = JSON.stringify(await request.whole(generation));
      const length = String(Buffer.byteLength(body));
      begin(c, { ...headersOf(generation, request), ...wholeHeaders, "Content-Length": length }, othersTold);
      c.env.outgoing.end(body);
    }
  } catch (error) {
    for (const [name, value] of Object.entries(identityOf(generation))) c.header(name, value);
    throw error;
  }
  return RESPONSE_ALREADY_SENT;
}

/** Answers a client that has come back with what follows event number `from`. */
export function followResumable(
  server: ServerContext,
  c: Context<AppEnv>,
  answer: ResumableAnswer,
  from: number,
): void {
  const { outgoing } = c.env;
  const { id, signal } = answer.generation;
  begin(c, { "X-Generation-Id": id, ...streamHeaders, [resumeHeader]: "true" }, server.cors.length > 0);
  outgoing.flushHeaders();
  closeWhenStopped(outgoing, signal);
  finishWriting(server, c, answer.write(outgoing, from), id);
}

const resumeHeader = "X-OpenRouter-Resume";

/** Whether the client says that it may come back for its answer. */
function mayComeBack(c: Context<AppEnv>): boolean {
  return c.req.header(resumeHeader)?.trim().toLowerCase() === "true";
}

function finishWriting(
  { logger }: ServerContext,
  { env: { outgoing } }: Context<AppEnv>,
  written: Promise<void>,
  id: string,
): void {
  written.catch((error) => {
    logger.error({ err: error, id }, "unexpected error");
    outgoing.destroy();
  });
}

const streamHeaders = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-cache",
  "X-Accel-Buffering": "no",
};
const wholeHeaders = { "Content-Type": "application/json" };

/** Answers are written by Node.js itself: a web stream would cost several times as much for each part. */
function begin(c: Context<AppEnv>, headers: Record<string, string>, othersTold: boolean): void {
  const others = othersTold ? Object.fromEntries(c.res.headers) : undefined;
  c.env.outgoing.writeHead(200, { ...others, ...headers });
}

/** How long a client has to read why its answer was stopped, in milliseconds. */
const farewellMs = 2_000;

function watchConnection(outgoing: AppEnv["Bindings"]["outgoing"], generation: Generation): void {
  if (outgoing.closed) generation.leave();
  else outgoing.once("close", generation.leave);
  closeWhenStopped(outgoing, generation.signal);
}

/** An answer that is stopped, though its client is there, tells it why; then the connection is closed. */
function closeWhenStopped(outgoing: AppEnv["Bindings"]["outgoing"], signal: AbortSignal): void {
  const close = () => {
    if (signal.reason instanceof ClientGone) return;
    // One that does not read now will not read the reason either.
    setTimeout(() => outgoing.destroy(), outgoing.writableNeedDrain ? 0 : farewellMs).unref();
  };
  signal.addEventListener("abort", close);
  outgoing.once("close", () => signal.removeEventListener("abort", close));
}

/** With what the client should know of its request, if somebody has taken it by now. */
function headersOf(generation: Generation, request: AnswerRequest | undefined): Record<string, string> {
  const identity = identityOf(generation);
  if (!request) return identity;
  const { ignored = [], warnings: others = [], takesUnknown }: Partial<Accepted> = generation.accepted ?? {};
  const warnings = warningHeader({
    unknownFields: [...(takesUnknown ? [] : request.unknownFields), ...(request.droppedFields ?? [])],
    ignored,
    others,
  });
  return { ...identity, ...(warnings && { "X-OpenRouter-Warnings": warnings }) };
}

/** Which answer it is, and what is left of the client's limits. */
function identityOf({ id, report }: Generation): Record<string, string> {
  return { "X-Generation-Id": id, ...(report?.window && rateLimitHeaders(report.window)) };
}
