import { clientOf } from "../../accounts/access.js";
import { badRequest, notFound } from "../../generation/api-error.js";
import { asking } from "../management.js";
import type { Route } from "../route.js";
import { describeGeneration } from "./generation.js";

const mostListed = 100;

/** What was asked for by anybody, the newest first, page by page: each with its attempts and why they failed. */
export const generations: Route = {
  method: "GET",
  path: "/api/v1/generations",
  access: "management",
  async handle(server, c) {
    const { records, storage } = server;
    const { limit = "50", after: id, api_key_hash: hash } = c.req.query();
    const most = Number(limit);
    if (!Number.isInteger(most) || most < 1 || most > mostListed) {
      const got = JSON.stringify(limit.slice(0, 20));
      throw badRequest(`limit must be a whole number from 1 to ${mostListed}, got ${got}`, "limit");
    }
    const after = id === undefined ? undefined : await asking(records.find(id));
    if (id !== undefined && !after) {
      throw notFound(`No generation with the id ${JSON.stringify(id.slice(0, 100))}`, "after");
    }
    const key = hash === undefined ? undefined : await asking(storage.keys.find(hash));
    if (hash !== undefined && !key) {
      throw notFound(`No key with the hash ${JSON.stringify(hash.slice(0, 100))}`, "api_key_hash");
    }
    // One more than is shown tells whether there are more.
    const query = { limit: most + 1, after, client: key && clientOf(key) };
    const found = await asking(storage.generations(query));
    return c.json({
      data: found.slice(0, most).map((record) => ({ ...describeGeneration(record), client: record.client })),
      has_more: found.length > most,
    });
  },
};
