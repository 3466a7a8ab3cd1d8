import type { Context } from "hono";
import type { Account } from "../generation/account.js";
import { ApiError } from "../generation/api-error.js";
import type { AppEnv } from "./context.js";

/** What the key of a request may spend; undefined: as much as it likes. Throws a 403 for a management key. */
export function accountOf(c: Context<AppEnv>): Account | undefined {
  const who = c.get("who");
  if (who?.management) {
    throw new ApiError(403, "permission_denied", "A management key manages keys: it can't ask for answers");
  }
  return who?.account;
}
