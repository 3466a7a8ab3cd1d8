import { errorBody } from "../../formats/messages/index.js";
import { arrivalOf } from "../context.js";
import type { Route } from "../route.js";

/** How many tokens the prompt of a message would have. */
export const countTokens: Route = {
  method: "POST",
  path: "/api/v1/messages/count_tokens",
  errorBody,
  async handle(server, c) {
    const request = await server.admission.read("countTokens", arrivalOf(c));
    const { task } = server.presets.apply(request);
    return c.json({ input_tokens: await server.router.countTokens({ ...task, client: c.get("client") }) });
  },
};
