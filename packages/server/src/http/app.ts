import { Hono } from "hono";
import { cors } from "hono/cors";
import { ApiError, errorEnvelope, notFound, toApiError } from "../chat/api-error.js";
import { openApiDocument } from "../schemas/openapi.js";
import { checkBrowserAccess } from "./auth.js";
import type { AppEnv, ServerContext } from "./context.js";
import { chatRoute } from "./routes/chat.js";
import { generationRoute } from "./routes/generation.js";
import { health } from "./routes/health.js";
import { modelList } from "./routes/models.js";
import { ClientGone } from "./running-answers.js";
import { chatPage } from "./static.js";

const exposedHeaders = ["X-Generation-Id", "X-OpenRouter-Warnings", "Retry-After"];

/** The HTTP application: which path is answered by what, and what every request passes through. */
export const createApp = (server: ServerContext): Hono<AppEnv> => {
  const app = new Hono<AppEnv>();
  const api = new Hono<AppEnv>();

  app.use(async (c, next) => {
    const started = performance.now();
    c.set("log", {});
    await next();
    const route = routes.has(c.req.path) ? c.req.path : "other";
    server.metrics.countRequest(c.req.method, route, c.res.status);
    const ms = Math.round(performance.now() - started);
    const { method, path } = c.req;
    server.logger.info({ method, path, status: c.res.status, ms, ...c.get("log") }, "request");
  });
  if (server.cors.length > 0) {
    const origin = server.cors === "*" ? "*" : [...server.cors];
    app.use("/api/*", cors({ origin, exposeHeaders: exposedHeaders, maxAge: 600 }));
  }
  app.use(async (c, next) => {
    const { headers, socket } = c.env.incoming;
    if (!server.keys.required) {
      const allowed = { hosts: server.allowedHosts, origins: server.cors };
      checkBrowserAccess({ host: headers.host, origin: headers.origin }, allowed);
    }
    c.set("client", socket.remoteAddress ?? "unknown");
    await next();
  });
  const authenticate = async (authorization: string | undefined, set: (client: string) => void) => {
    if (server.keys.required) set(server.keys.identify(authorization));
  };
  for (const path of ["/chat/completions", "/generation"]) {
    api.use(path, async (c, next) => {
      await authenticate(c.req.header("Authorization"), (client) => c.set("client", client));
      await next();
    });
  }
  app.use("/metrics", async (c, next) => {
    await authenticate(c.req.header("Authorization"), (client) => c.set("client", client));
    await next();
  });

  api.post("/chat/completions", chatRoute(server));
  api.get("/models", (c) => c.json(modelList(server.models)));
  api.get("/generation", generationRoute(server));
  api.get("/openapi.json", (c) => c.json(openApiDocument()));
  app.route("/api/v1", api);
  app.get("/health", (c) => c.json(health(server.models)));
  app.get("/metrics", async (c) =>
    c.body(await server.metrics.registry.metrics(), 200, {
      "Content-Type": server.metrics.registry.contentType,
    }),
  );
  if (server.webRoot !== undefined) app.route("/", chatPage(server.webRoot));

  const routes = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === "ALL" || path.includes("*")) continue;
    routes.set(path, (routes.get(path) ?? new Set()).add(method));
  }
  app.notFound((c) => {
    const methods = routes.get(c.req.path);
    if (!methods) throw notFound(`There is nothing at ${c.req.path.slice(0, 200)}`);
    const allow = [...methods].join(", ");
    throw new ApiError(405, "invalid_request", `${c.req.path} answers only ${allow}, not ${c.req.method}`, {
      headers: { Allow: allow },
    });
  });
  app.onError((thrown, c) => {
    if (thrown instanceof ClientGone) return c.body(null, 499 as 400);
    const error = toApiError(thrown);
    if (error.status === 500) server.logger.error({ err: thrown }, "unexpected error");
    for (const [name, value] of Object.entries(error.details.headers ?? {})) c.header(name, value);
    return c.json(errorEnvelope(error), error.status as 400);
  });
  return app;
};
