import type { Context } from "hono";
import type { ApiError } from "../generation/api-error.js";
import type { AppEnv, ServerContext } from "./context.js";

/** One path of the server. */
export interface Route {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  /** The whole path, such as `/api/v1/models`. */
  path: string;
  /** Who may call it, which is seen to before it is asked. Without a word: whoever has a key, as soon as there are keys. */
  access?: "public" | "management";
  /** How errors are written. Default: in the envelope of chat completions. */
  errorBody?(error: ApiError): object;
  handle(server: ServerContext, c: Context<AppEnv>): Response | Promise<Response>;
}
