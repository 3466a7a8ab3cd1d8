import { errorBody, readCountTokensRequest } from "../../formats/messages/index.js";
import { readJson } from "../body.js";
import type { Route } from "../route.js";

/** How many tokens the prompt of a message would have. */
export const countTokens: Route = {
  method: "POST",
  path: "/api/v1/messages/count_tokens",
  errorBody,
  async handle(server, c) {
    const task = readCountTokensRequest(await readJson(c.env.incoming, server.limits));
    return c.json({ input_tokens: await server.router.countTokens({ ...task, client: c.get("client") }) });
  },
};
