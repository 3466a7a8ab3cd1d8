import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { notFound } from "../../generation/api-error.js";
import type { GuardrailAssignment, StoredGuardrail } from "../../storage/guardrail-table.js";
import { type AppEnv, arrivalOf, type ServerContext } from "../context.js";
import { guardrailChangeOf } from "../guardrail-body.js";
import { asking, guardrailTableOf, numberIn } from "../management.js";
import type { Route } from "../route.js";

const mostListed = 100;

/** The guardrails, the newest first. */
export const listGuardrails: Route = {
  method: "GET",
  path: "/api/v1/guardrails",
  access: "management",
  async handle(server, c) {
    const { guardrails, total } = await asking(guardrailTableOf(server).list(pageOf(c)));
    return c.json({ data: guardrails.map(describe), total_count: total });
  },
};

/** A new guardrail, which no key has yet. */
export const createGuardrail: Route = {
  method: "POST",
  path: "/api/v1/guardrails",
  access: "management",
  async handle(server, c) {
    const body = await server.admission.read("newGuardrail", arrivalOf(c));
    const guardrail: StoredGuardrail = {
      id: randomUUID(),
      description: null,
      limit: null,
      limitReset: null,
      allowedModels: null,
      allowedProviders: null,
      zdr: false,
      filters: [],
      createdAt: new Date().toISOString(),
      updatedAt: null,
      ...guardrailChangeOf(body),
      name: body.name,
    };
    await asking(guardrailTableOf(server).insert(guardrail));
    return c.json({ data: describe(guardrail) }, 201);
  },
};

export const getGuardrail: Route = {
  method: "GET",
  path: "/api/v1/guardrails/:id",
  access: "management",
  async handle(server, c) {
    return c.json({ data: describe(await found(server, c)) });
  },
};

export const updateGuardrail: Route = {
  method: "PATCH",
  path: "/api/v1/guardrails/:id",
  access: "management",
  async handle(server, c) {
    const body = await server.admission.read("guardrailChange", arrivalOf(c));
    const change = { ...guardrailChangeOf(body), updatedAt: new Date().toISOString() };
    const id = c.req.param("id")!;
    const guardrail = await asking(guardrailTableOf(server).update(id, change));
    if (!guardrail) throw noSuchGuardrail(id);
    return c.json({ data: describe(guardrail) });
  },
};

export const deleteGuardrail: Route = {
  method: "DELETE",
  path: "/api/v1/guardrails/:id",
  access: "management",
  async handle(server, c) {
    const id = c.req.param("id")!;
    if (!(await asking(guardrailTableOf(server).delete(id)))) throw noSuchGuardrail(id);
    return c.json({ deleted: true });
  },
};

/** The keys that have it. */
export const guardrailKeys: Route = {
  method: "GET",
  path: "/api/v1/guardrails/:id/assignments/keys",
  access: "management",
  async handle(server, c) {
    const { id } = await found(server, c);
    const { assignments, total } = await asking(guardrailTableOf(server).assignments(id, pageOf(c)));
    return c.json({ data: assignments.map(describeAssignment), total_count: total });
  },
};

/** Keys have it from now on; hashes of no key are left out. */
export const assignGuardrail: Route = {
  method: "POST",
  path: "/api/v1/guardrails/:id/assignments/keys",
  access: "management",
  async handle(server, c) {
    const { key_hashes: hashes } = await server.admission.read("guardrailAssignment", arrivalOf(c));
    const { id } = await found(server, c);
    const at = new Date().toISOString();
    return c.json({ assigned_count: await asking(guardrailTableOf(server).assign(id, hashes, at)) });
  },
};

export const unassignGuardrail: Route = {
  method: "POST",
  path: "/api/v1/guardrails/:id/assignments/keys/remove",
  access: "management",
  async handle(server, c) {
    const { key_hashes: hashes } = await server.admission.read("guardrailAssignment", arrivalOf(c));
    const { id } = await found(server, c);
    return c.json({ unassigned_count: await asking(guardrailTableOf(server).unassign(id, hashes)) });
  },
};

/** The guardrail that the path names. Throws a 404. */
async function found(server: ServerContext, c: Context<AppEnv>): Promise<StoredGuardrail> {
  const id = c.req.param("id")!;
  const guardrail = await asking(guardrailTableOf(server).find(id));
  if (!guardrail) throw noSuchGuardrail(id);
  return guardrail;
}

function pageOf(c: Context<AppEnv>) {
  const limit = numberIn(c, "limit", { least: 1, most: mostListed, otherwise: mostListed });
  return { offset: numberIn(c, "offset", { otherwise: 0 }), limit };
}

function describe(guardrail: StoredGuardrail) {
  return {
    id: guardrail.id,
    name: guardrail.name,
    description: guardrail.description,
    limit_usd: guardrail.limit === null ? null : Number(guardrail.limit),
    reset_interval: guardrail.limitReset,
    allowed_models: guardrail.allowedModels,
    allowed_providers: guardrail.allowedProviders,
    enforce_zdr: guardrail.zdr,
    content_filters: guardrail.filters,
    created_at: guardrail.createdAt,
    updated_at: guardrail.updatedAt,
  };
}

function describeAssignment({ guardrail, hash, name, label, createdAt }: GuardrailAssignment) {
  return {
    id: `${guardrail}:${hash}`,
    guardrail_id: guardrail,
    key_hash: hash,
    key_name: name,
    key_label: label,
    assigned_by: null,
    created_at: createdAt,
  };
}

function noSuchGuardrail(id: string) {
  return notFound(`No guardrail with the id ${JSON.stringify(id.slice(0, 100))}`, "id");
}
