import type { Context } from "hono";
import { ApiError } from "../generation/api-error.js";
import { ClientGone } from "../generation/client-gone.js";
import type { AppEnv } from "./context.js";

/** Aborted when the client leaves, or after so many milliseconds; the reason is what to answer. */
export function untilGone(c: Context<AppEnv>, longestMs: number): AbortSignal {
  const controller = new AbortController();
  const { outgoing } = c.env;
  const late = () =>
    controller.abort(new ApiError(504, "timeout", `The answer was not finished within ${longestMs} ms`));
  const timer = setTimeout(late, longestMs);
  outgoing.once("close", () => {
    clearTimeout(timer);
    controller.abort(new ClientGone());
  });
  return controller.signal;
}
