import { accountOf } from "../account.js";
import { arrivalOf } from "../context.js";
import type { Route } from "../route.js";
import { untilGone } from "../until-gone.js";

/** Documents in the order of how well they answer a query, where a provider of the model has that. */
export const rerank: Route = {
  method: "POST",
  path: "/api/v1/rerank",
  async handle(server, c) {
    const task = await server.admission.read("rerank", arrivalOf(c));
    const account = accountOf(c);
    const signal = untilGone(c, server.limits.answerMs);
    const { answer, candidate } = await server.router.rerank(
      { ...task, client: c.get("client"), account },
      signal,
    );
    return c.json({ ...answer, model: candidate.model.id, provider: candidate.endpoint.provider.name });
  },
};
