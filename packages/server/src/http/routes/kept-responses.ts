import { errorBody } from "../../formats/responses/index.js";
import { badRequest, notFound } from "../../generation/api-error.js";
import type { KeptResponse } from "../../storage/index.js";
import type { ServerContext } from "../context.js";
import type { Route } from "../route.js";

type Context = Parameters<Route["handle"]>[1];

/** A response that was kept, to the client that asked for it. */
export const keptResponse: Route = {
  method: "GET",
  path: "/api/v1/responses/:id",
  errorBody,
  handle(server, c) {
    if (c.req.query("stream") === "true") {
      throw badRequest("stream must be false or left out: only answers in progress are streamed", "stream");
    }
    return c.json(find(server, c).response);
  },
};

export const deleteResponse: Route = {
  method: "DELETE",
  path: "/api/v1/responses/:id",
  errorBody,
  handle(server, c) {
    const { id } = find(server, c);
    server.keptResponses.delete(id, c.get("client"));
    return c.json({ id, object: "response", deleted: true });
  },
};

/** Answers in the background can be cancelled, and there are none; others end with their connection. */
export const cancelResponse: Route = {
  method: "POST",
  path: "/api/v1/responses/:id/cancel",
  errorBody,
  handle(server, c) {
    const { id } = find(server, c);
    throw badRequest(`${id} is finished: only responses in the background can be cancelled`, "id");
  },
};

/** What the model was given, page by page; the newest first unless asked otherwise. */
export const inputItems: Route = {
  method: "GET",
  path: "/api/v1/responses/:id/input_items",
  errorBody,
  handle(server, c) {
    const { before, added } = find(server, c);
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

function find({ keptResponses }: ServerContext, c: Context): KeptResponse {
  const id = c.req.param("id") ?? "";
  const found = keptResponses.find(id, c.get("client"));
  if (found) return found;
  const shown = JSON.stringify(id.slice(0, 100));
  throw notFound(`No response with the id ${shown} was kept: store: true asks for it`, "id");
}
