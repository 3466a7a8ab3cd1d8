// app/api/v1/chat/completions/route.ts of a Next.js app: the key stays on the server, and pages may ask two models for
// short answers. They use `new OpenRouter({ serverURL: location.origin + "/api/v1" })`.
import { OpenRouterCore } from "@openrouter/sdk/core";
import { createRouteHandler } from "@openrouter/sdk/server";

const handler = createRouteHandler({
  client: new OpenRouterCore({ timeoutMs: 60_000 }),
  models: [process.env["MODEL"] ?? "openrouter/auto", "openai/gpt-5-mini"],
  maxTokens: 1000,
  authorize(request) {
    // Replace this by your app's session.
    if (!request.headers.get("cookie")?.includes("session=")) {
      return Response.json({ error: { code: 401, message: "Sign in first" } }, { status: 401 });
    }
  },
  prepare: (body) => ({ ...body, user: "the session's user" }),
  onError: (error) => console.error(error),
});

export const POST = handler;
export const OPTIONS = handler;
