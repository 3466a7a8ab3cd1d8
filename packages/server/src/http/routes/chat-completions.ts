import { readChatRequest, streamedAnswer, wholeAnswer } from "../../formats/chat-completions/index.js";
import { answer } from "../answer.js";
import { readJson } from "../body.js";
import type { Route } from "../route.js";

export const chatCompletions: Route = {
  method: "POST",
  path: "/api/v1/chat/completions",
  async handle(server, c) {
    const request = readChatRequest(await readJson(c.env.incoming, server.limits));
    const { task, includeUsage, echoUpstreamBody } = request;
    return answer(server, c, {
      ...request,
      apiType: "completions",
      whole: (generation, first) => wholeAnswer(generation, first, task.parameters.logprobs ?? false),
      streamed: (generation, first) =>
        streamedAnswer(generation, first, {
          includeUsage,
          echoUpstreamBody,
          keepAliveMs: server.limits.keepAliveMs,
          requestedModel: task.models[0] ?? server.models.ids[0] ?? "",
        }),
    });
  },
};
