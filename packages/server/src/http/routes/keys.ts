import { clientOf } from "../../accounts/access.js";
import { storedKey } from "../../accounts/key-text.js";
import { notFound } from "../../generation/api-error.js";
import type { StoredKey } from "../../storage/key-table.js";
import { arrivalOf } from "../context.js";
import { changeOf } from "../key-body.js";
import { describeKey } from "../key-description.js";
import { asking, keyTableOf, numberIn } from "../management.js";
import type { Route } from "../route.js";

const mostListed = 100;

/** The keys, the newest first, a hundred at a time. */
export const listKeys: Route = {
  method: "GET",
  path: "/api/v1/keys",
  access: "management",
  async handle(server, c) {
    const offset = numberIn(c, "offset", { otherwise: 0 });
    const disabled = c.req.query("include_disabled") === "true";
    const keys = await asking(keyTableOf(server).list({ offset, limit: mostListed, disabled }));
    return c.json({ data: await describeKeys(server, keys) });
  },
};

/** A new key. This answer is the only one that shows it. */
export const createKey: Route = {
  method: "POST",
  path: "/api/v1/keys",
  access: "management",
  async handle(server, c) {
    const body = await server.admission.read("newKey", arrivalOf(c));
    const { text, key } = storedKey({ ...changeOf(body), name: body.name });
    await asking(keyTableOf(server).insert(key));
    const [data] = await describeKeys(server, [key]);
    return c.json({ data, key: text }, 201);
  },
};

export const getKey: Route = {
  method: "GET",
  path: "/api/v1/keys/:hash",
  access: "management",
  async handle(server, c) {
    const hash = c.req.param("hash")!;
    const key = await asking(keyTableOf(server).find(hash));
    if (!key) throw noSuchKey(hash);
    const [data] = await describeKeys(server, [key]);
    return c.json({ data });
  },
};

export const updateKey: Route = {
  method: "PATCH",
  path: "/api/v1/keys/:hash",
  access: "management",
  async handle(server, c) {
    const hash = c.req.param("hash")!;
    const body = await server.admission.read("keyChange", arrivalOf(c));
    const change = { ...changeOf(body), updatedAt: new Date().toISOString() };
    const key = await asking(keyTableOf(server).update(hash, change));
    if (!key) throw noSuchKey(hash);
    const [data] = await describeKeys(server, [key]);
    return c.json({ data });
  },
};

export const deleteKey: Route = {
  method: "DELETE",
  path: "/api/v1/keys/:hash",
  access: "management",
  async handle(server, c) {
    const hash = c.req.param("hash")!;
    if (!(await asking(keyTableOf(server).delete(hash)))) throw noSuchKey(hash);
    return c.json({ deleted: true });
  },
};

async function describeKeys({ storage }: Parameters<Route["handle"]>[0], keys: readonly StoredKey[]) {
  const accounts = keys.map(clientOf);
  const described = await asking(describeKey(storage.spend, accounts));
  return keys.map((key, index) => ({
    hash: key.hash,
    name: key.name,
    disabled: key.disabled,
    created_at: key.createdAt,
    updated_at: key.updatedAt,
    allowed_models: key.allowedModels,
    allowed_providers: key.allowedProviders,
    limits: key.limits,
    workspace_id: null,
    ...described[index]!(key),
  }));
}

function noSuchKey(hash: string) {
  return notFound(`No key with the hash ${JSON.stringify(hash.slice(0, 100))}`, "hash");
}
