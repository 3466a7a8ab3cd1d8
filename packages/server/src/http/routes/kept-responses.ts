import { errorBody } from "../../formats/responses/index.js";
import { type ApiError, badRequest, notFound } from "../../generation/api-error.js";
import type { KeptResponse } from "../../storage/index.js";
import type { ServerContext } from "../context.js";
import { asking } from "../management.js";
import type { Route } from "../route.js";

type Context = Parameters<Route["handle"]>[1];

/** A response that was kept, to the client that asked for it. */
export const keptResponse: Route = {
  method: "GET",
  path: "/api/v1/responses/:id",
  errorBody,
  async handle(server, c) {
    if (c.req.query("stream") === "true") {
      throw badRequest("stream must be false or left out: only answers in progress are streamed", "stream");
    }
    return c.json((await find(server, c)).response);
  },
};

export const deleteResponse: Route = {
  method: "DELETE",
  path: "/api/v1/responses/:id",
  errorBody,
  async handle({ storage }, c) {
    const id = c.req.param("id") ?? "";
    if (!(await asking(storage.keptResponses.delete(id, c.get("client"))))) throw missing(id);
    return c.json({ id, object: "response", deleted: true });
  },
};

/** Answers in the background can be cancelled, and there are none; others end with their connection. */
export const cancelResponse: Route = {
  method: "POST",
  path: "/api/v1/responses/:id/cancel",
  errorBody,
  async handle(server, c) {
    const { id } = await find(server, c);
    throw badRequest(`${id} is finished: only responses in the background can be cancelled`, "id");
  },
};

/** What the model was given, page by page; the newest first unless asked otherwise. */
export const inputItems: Route = {
  method: "GET",
  path: "/api/v1/responses/:id/input_items",
  errorBody,
  async handle(server, c) {
    const { before, added } = await find(server, c);
    const items = [...before, ...added] as { id?: string }[];
    const { order = "desc", after, limit = "20" } = c.req.query();
    if (order !== "asc" && order !== "desc") {
      throw badRequest(`order must be "asc" or "desc", got ${JSON.stringify(order.slice(0, 20))}`, "order");
    }
    const most = Number(limit);
    if (!Number.isInteger(most) || most < 1 || most > 100) {
      const got = JSON.stringify(limit.slice(0, 20));
      throw badRequest(`limit must be a whole number from 1 to 100, got ${got}`, "limit");
    }
    const ordered = order === "asc" ? items : items.toReversed();
    const from = after === undefined ? 0 : ordered.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && from === 0) {
      const got = JSON.stringify(after.slice(0, 100));
      throw badRequest(`after must be the id of one of the items, got ${got}`, "after");
    }
    const data = ordered.slice(from, from + most);
    return c.json({
      object: "list",
      data,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
      has_more: from + most < ordered.length,
    });
  },
};

async function find({ storage }: ServerContext, c: Context): Promise<KeptResponse> {
  const id = c.req.param("id") ?? "";
  const found = await asking(storage.keptResponses.find(id, c.get("client")));
  if (found) return found;
  throw missing(id);
}

function missing(id: string): ApiError {
  const shown = JSON.stringify(id.slice(0, 100));
  return notFound(`No response with the id ${shown} was kept: store: true asks for it`, "id");
}
