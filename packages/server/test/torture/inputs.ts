import { hostileBodies } from "./hostile-bodies.js";
import { oddRequests } from "./odd-requests.js";

/** One thing that is sent to the server. */
export type Input =
  | { type: "bytes"; name: string; bytes: string; status: number }
  | { type: "body"; name: string; path: string; body: string | Uint8Array };

/** Everything that is sent to the server: odd HTTP, then bodies. */
export function* allInputs(): Generator<Input> {
  for (const request of oddRequests) yield { type: "bytes", ...request };
  for (const body of hostileBodies()) yield { type: "body", ...body };
}
