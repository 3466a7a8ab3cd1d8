import { streamedAnswer, wholeAnswer } from "../../formats/chat-completions/index.js";
import { arrivalOf } from "../context.js";
import { respond } from "../respond.js";
import type { Route } from "../route.js";
import { routeFields } from "../route-fields.js";

export const chatCompletions: Route = {
  method: "POST",
  path: "/api/v1/chat/completions",
  async handle(server, c) {
    const request = await server.admission.read("chatCompletions", arrivalOf(c));
    const { task, includeUsage, echoUpstreamBody } = request;
    const metadata = routeFields(c);
    return respond(server, c, {
      ...request,
      apiType: "completions",
      whole: async (generation) => ({
        ...(await wholeAnswer(generation, task.parameters.logprobs ?? false)),
        ...metadata(generation),
      }),
      errorFields: metadata,
      streamed: (generation) =>
        streamedAnswer(generation, {
          includeUsage,
          lastFields: () => metadata(generation),
          echoUpstreamBody,
          keepAliveMs: server.limits.keepAliveMs,
          requestedModel: task.models[0] ?? server.models.ids[0] ?? "",
        }),
    });
  },
};
