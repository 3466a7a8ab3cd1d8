import {
  earlierOf,
  errorBody,
  keptResponse,
  type ResponseBody,
  type ResponsesCall,
  responsesCall,
  streamedResponse,
  wholeResponse,
} from "../../formats/responses/index.js";
import { badRequest } from "../../generation/api-error.js";
import { arrivalOf } from "../context.js";
import { asking } from "../management.js";
import { respond } from "../respond.js";
import type { Route } from "../route.js";
import { routeFields } from "../route-fields.js";

/** OpenAI's Responses API, as OpenRouter serves it. */
export const responses: Route = {
  method: "POST",
  path: "/api/v1/responses",
  errorBody,
  async handle(server, c) {
    const client = c.get("client");
    const { storage, limits } = server;
    const { keptResponses } = storage;
    const checked = await server.admission.read("responses", arrivalOf(c));
    const earlier = earlierOf(checked.request, {
      find: (id) => keptResponses.find(id, client),
      findItems: (ids) => keptResponses.findItems(ids, client),
    });
    const call = responsesCall(checked, await asking(earlier));
    if (call.store) checkSize(call, keptResponses.charactersOfOne / 2);
    const fields = routeFields(c);
    const keep = async (response: ResponseBody) => {
      if (call.store) response.store = await keptResponses.add(keptResponse(call, response), client);
    };
    return respond(server, c, {
      ...call,
      apiType: "responses",
      errorFields: fields,
      whole: async (generation) => {
        const response = await wholeResponse(generation, call, () => fields(generation));
        await keep(response);
        return response;
      },
      streamed: (generation) =>
        streamedResponse(generation, call, {
          keepAliveMs: limits.keepAliveMs,
          requestedModel: call.task.models[0] ?? server.models.ids[0] ?? "",
          lastFields: () => fields(generation),
          onEnd: keep,
        }),
    });
  },
};

/** What can't be kept is refused before it is answered: half of the room is left for the answer. */
function checkSize({ items }: ResponsesCall, most: number): void {
  if (JSON.stringify(items).length <= most) return;
  throw badRequest(
    `store must be false: the conversation is longer than the ${most} characters that are kept`,
    "store",
  );
}
