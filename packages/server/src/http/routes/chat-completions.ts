import { routeMetadata, streamedAnswer, wholeAnswer } from "../../formats/chat-completions/index.js";
import type { Generation } from "../../generation/generations.js";
import { arrivalOf } from "../context.js";
import { respond } from "../respond.js";
import type { Route } from "../route.js";

export const chatCompletions: Route = {
  method: "POST",
  path: "/api/v1/chat/completions",
  async handle(server, c) {
    const request = await server.admission.read("chatCompletions", arrivalOf(c));
    const { task, includeUsage, echoUpstreamBody } = request;
    const wanted = c.req.header("x-openrouter-metadata") === "enabled";
    const metadata = (generation: Generation) =>
      wanted && generation.report ? { openrouter_metadata: routeMetadata(generation.report) } : {};
    return respond(server, c, {
      ...request,
      apiType: "completions",
      whole: async (generation, first) => ({
        ...(await wholeAnswer(generation, first, task.parameters.logprobs ?? false)),
        ...metadata(generation),
      }),
      errorFields: metadata,
      streamed: (generation, first) =>
        streamedAnswer(generation, first, {
          includeUsage,
          lastFields: () => metadata(generation),
          echoUpstreamBody,
          keepAliveMs: server.limits.keepAliveMs,
          requestedModel: task.models[0] ?? server.models.ids[0] ?? "",
        }),
    });
  },
};
