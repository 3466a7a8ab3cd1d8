import { errorBody, streamedMessage, wholeMessage } from "../../formats/messages/index.js";
import { arrivalOf } from "../context.js";
import { respond } from "../respond.js";
import type { Route } from "../route.js";

/** The Messages API, whose clients are those of Anthropic's. */
export const messages: Route = {
  method: "POST",
  path: "/api/v1/messages",
  errorBody,
  async handle(server, c) {
    const request = await server.admission.read("messages", arrivalOf(c));
    return respond(server, c, {
      ...request,
      apiType: "messages",
      whole: wholeMessage,
      streamed: (generation, first) =>
        streamedMessage(generation, first, {
          keepAliveMs: server.limits.keepAliveMs,
          requestedModel: request.task.models[0] ?? "",
        }),
    });
  },
};
