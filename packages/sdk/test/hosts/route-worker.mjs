// The worker with the route handler, to be bundled.
import { OpenRouterCore } from "@openrouter/sdk/core";
import { createRouteHandler } from "@openrouter/sdk/server";
import { models } from "./route.mjs";

export default {
  fetch(request, { url }) {
    const client = new OpenRouterCore({ serverURL: url, apiKey: "k", retryConfig: { strategy: "none" } });
    // workerd notices that a caller has gone when it writes to him.
    return createRouteHandler({ client, models, keepAliveMs: 200 })(request);
  },
};
