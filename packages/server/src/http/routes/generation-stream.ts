import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { badRequest, notFound } from "../../generation/api-error.js";
import type { ServerContext } from "../context.js";
import { followResumable } from "../respond.js";
import type { ResumableAnswer } from "../resume/resumable-answer.js";
import type { Route } from "../route.js";

type Context = Parameters<Route["handle"]>[1];

const path = "/api/v1/generation/stream";

/** `?id=&from=`: what follows an event of an answer that can be resumed, to the client that asked for it. */
export const generationStream: Route = {
  method: "GET",
  path,
  handle(server, c) {
    const answer = find(server, c);
    const from = readFrom(c);
    const { last, dropped } = answer.log;
    if (from > last) {
      throw badRequest(`from must be at most ${last}, the number of the last event, got ${from}`, "from");
    }
    if (from < dropped) {
      throw notFound(`The answer grew too long: its events up to ${dropped} are no longer kept`, "from");
    }
    followResumable(server, c, answer, from);
    return RESPONSE_ALREADY_SENT;
  },
};

/** Stops an answer that can be resumed, if it still runs, and forgets its events. */
export const stopGeneration: Route = {
  method: "DELETE",
  path,
  handle(server, c) {
    const answer = find(server, c);
    const cancelled = !answer.log.ended;
    server.resumable.remove(answer);
    return c.json({ id: answer.generation.id, cancelled });
  },
};

function find({ resumable }: ServerContext, c: Context): ResumableAnswer {
  const id = c.req.query("id");
  if (!id) throw badRequest("id must be given, as in /generation/stream?id=gen-…", "id");
  const answer = resumable.find(id, c.get("client"));
  if (answer) return answer;
  const shown = JSON.stringify(id.slice(0, 100));
  throw notFound(`No answer with the id ${shown} can be resumed: it never could, or not any more`, "id");
}

function readFrom(c: Context): number {
  const from = c.req.query("from") ?? "0";
  if (/^\d{1,9}$/.test(from)) return Number(from);
  const got = JSON.stringify(from.slice(0, 20));
  throw badRequest(`from must be the number of an event, or 0 for the beginning, got ${got}`, "from");
}
