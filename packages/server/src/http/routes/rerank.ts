import { withInputs } from "../../formats/rerank/read-request.js";
import { arrivalOf } from "../context.js";
import type { Route } from "../route.js";
import { guarded, singleAnswer } from "../single-answer.js";

/** Documents in the order of how well they answer a query, where a provider of the model has that. */
export const rerank: Route = {
  method: "POST",
  path: "/api/v1/rerank",
  async handle(server, c) {
    const read = await server.admission.read("rerank", arrivalOf(c));
    const task = withInputs(read, await guarded(server, c, read.inputs));
    const { answer, candidate, usage } = await singleAnswer(server, c, "rerank", task, (asked, signal) =>
      server.router.rerank(asked, signal),
    );
    const told = typeof answer.body.usage === "object" ? answer.body.usage : {};
    return c.json({
      ...answer.body,
      model: candidate.model.id,
      provider: candidate.endpoint.provider.name,
      usage: { ...told, cost: Number(usage.cost ?? 0) },
    });
  },
};
