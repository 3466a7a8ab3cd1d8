import type { Context } from "hono";
import { ApiError } from "../generation/api-error.js";
import type { KeyTable } from "../storage/key-table.js";
import type { AppEnv, ServerContext } from "./context.js";

/** Throws a 403 unless the key is one that manages; where no keys are required, everybody on this machine may. */
export function requireManagement({ access }: ServerContext, c: Context<AppEnv>): void {
  if (access.required && !c.get("who")?.management) {
    throw new ApiError(403, "permission_denied", "This takes a management key");
  }
}

/** Throws a 403 where the server keeps no keys. */
export function keyTableOf({ access, storage }: ServerContext): KeyTable {
  if (access.directory) return storage.keys;
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
