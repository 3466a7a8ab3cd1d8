import type { Context } from "hono";
import { ApiError, badRequest } from "../generation/api-error.js";
import type { GuardrailTable } from "../storage/guardrail-table.js";
import type { KeyTable } from "../storage/key-table.js";
import type { AppEnv, ServerContext } from "./context.js";

/** Throws a 403 unless the key is one that manages; where no keys are required, everybody on this machine may. */
export function requireManagement({ access }: ServerContext, c: Context<AppEnv>): void {
  if (access.required && !c.get("who")?.management) {
    throw new ApiError(403, "permission_denied", "This takes a management key");
  }
}

/** Throws a 403 where the server keeps no keys. */
export function keyTableOf(server: ServerContext): KeyTable {
  return keptBy(server).keys;
}

/** Throws a 403 where the server keeps no keys. */
export function guardrailTableOf(server: ServerContext): GuardrailTable {
  return keptBy(server).guardrails;
}

/** A whole number of a query. Throws a 400 that names it. */
export function numberIn(
  c: Context<AppEnv>,
  name: string,
  {
    least = 0,
    most = Number.MAX_SAFE_INTEGER,
    otherwise,
  }: { least?: number; most?: number; otherwise: number },
): number {
  const given = c.req.query(name);
  const number = Number(given ?? otherwise);
  if (Number.isSafeInteger(number) && number >= least && number <= most) return number;
  const range = most < Number.MAX_SAFE_INTEGER ? `${least} to ${most}` : `${least}`;
  throw badRequest(`${name} must be a whole number from ${range}, got ${given?.slice(0, 50)}`, name);
}

function keptBy({ access, storage }: ServerContext): ServerContext["storage"] {
  if (access.directory) return storage;
  throw new ApiError(403, "permission_denied", "This server keeps no keys: see docs/accounts.md");
}

/** What the database answers; a 503 where it doesn't. */
export async function asking<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch {
    throw new ApiError(503, "provider_unavailable", "The database can't be asked at the moment", {
      headers: { "Retry-After": "1" },
    });
  }
}
