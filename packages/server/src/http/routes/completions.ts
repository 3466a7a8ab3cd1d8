import { streamedCompletion, wholeCompletion } from "../../formats/completions/index.js";
import { arrivalOf } from "../context.js";
import { respond } from "../respond.js";
import type { Route } from "../route.js";
import { routeFields } from "../route-fields.js";

/** Texts that are continued. */
export const completions: Route = {
  method: "POST",
  path: "/api/v1/completions",
  async handle(server, c) {
    const request = await server.admission.read("completions", arrivalOf(c));
    const fields = routeFields(c);
    return respond(server, c, {
      ...request,
      apiType: "completions",
      whole: async (generation) => ({
        ...(await wholeCompletion(generation, request)),
        ...fields(generation),
      }),
      errorFields: fields,
      streamed: (generation) =>
        streamedCompletion(generation, request, {
          lastFields: () => fields(generation),
          keepAliveMs: server.limits.keepAliveMs,
          requestedModel: request.task.models[0] ?? server.models.ids[0] ?? "",
        }),
    });
  },
};
