import type { IncomingHttpHeaders } from "node:http";
import { Hono, type MiddlewareHandler } from "hono";
import { cors } from "hono/cors";
import { errorBody } from "../formats/chat-completions/index.js";
import { ApiError, notFound, toApiError } from "../generation/api-error.js";
import { ClientGone } from "../generation/client-gone.js";
import { checkBrowserAccess } from "./browser-access.js";
import type { AppEnv, ServerContext } from "./context.js";
import { requireManagement } from "./management.js";
import { noteRequest } from "./request-log.js";
import { RouteTable } from "./route-table.js";
import { routes } from "./routes/index.js";
import { chatPage } from "./static.js";

const exposedHeaders = [
  "X-Generation-Id",
  "X-OpenRouter-Warnings",
  "X-OpenRouter-Resume",
  "Retry-After",
  ...["Limit", "Remaining", "Reset"].map((name) => `X-RateLimit-${name}`),
  ...["Status", "Age", "TTL", "Source-Id"].map((name) => `X-OpenRouter-Cache-${name}`),
];

const table = new RouteTable(routes);

/** The HTTP application: which path is answered by what, and what every request passes through. */
export function createApp(server: ServerContext): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  app.use(account(server));
  if (server.cors.length > 0) {
    const origin = server.cors === "*" ? "*" : [...server.cors];
    app.use("/api/*", cors({ origin, exposeHeaders: exposedHeaders, maxAge: 600 }));
  }
  app.use(admit(server));
  for (const { method, path, access, handle } of routes) {
    app.on(method, path, (c) => {
      if (access === "management") requireManagement(server, c);
      return handle(server, c);
    });
  }
  if (server.webRoot !== undefined) app.route("/", chatPage(server.webRoot));

  app.notFound((c) => {
    const found = table.at(c.req.path);
    if (!found) throw notFound(`There is nothing at ${c.req.path.slice(0, 200)}`);
    const allow = found.routes.map(({ method }) => method).join(", ");
    throw new ApiError(405, "invalid_request", `${c.req.path} answers only ${allow}, not ${c.req.method}`, {
      headers: { Allow: allow },
    });
  });
  app.onError((thrown, c) => {
    if (thrown instanceof ClientGone) return c.body(null, 499 as 400);
    const error = toApiError(thrown);
    if (error.status === 500) server.logger.error({ err: thrown }, "unexpected error");
    for (const [name, value] of Object.entries(error.details.headers ?? {})) c.header(name, value);
    const write = table.at(c.req.path)?.routes[0]?.errorBody ?? errorBody;
    return c.json({ ...write(error), ...c.get("errorFields")?.() }, error.status as 400);
  });
  return app;
}

/** Counts and logs every request. */
function account(server: ServerContext): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const started = performance.now();
    c.set("log", {});
    await next();
    const { method, path } = c.req;
    const answered = { method, path, status: c.res.status, pattern: table.at(path)?.pattern };
    noteRequest(server, answered, { ms: Math.round(performance.now() - started), ...c.get("log") });
  };
}

/** Lets through who may call: as soon as there are keys, nobody without one but where a route says so. */
function admit(server: ServerContext): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { headers, socket } = c.env.incoming;
    c.set("client", socket.remoteAddress ?? "unknown");
    if (!server.access.required) {
      const allowed = { hosts: server.allowedHosts, origins: server.cors };
      const { host, origin } = headers;
      checkBrowserAccess({ host, origin, fetchSite: fetchSiteOf(headers) }, allowed);
    } else if (!isPublic(c.req.method, c.req.path, server.webRoot !== undefined)) {
      const who = await server.access.identify(headers.authorization ?? bearer(headers["x-api-key"]));
      c.set("client", who.id);
      c.set("who", who);
    }
    await next();
  };
}

/** Where the page stands that a browser fetches for; to follow a link to the chat page is no fetch. */
function fetchSiteOf(headers: IncomingHttpHeaders): string | undefined {
  const site = headers["sec-fetch-site"];
  return headers["sec-fetch-mode"] === "navigate" || typeof site !== "string" ? undefined : site;
}

/** Clients of Anthropic's send their key in a header of its own. */
function bearer(key: string | string[] | undefined): string | undefined {
  return typeof key === "string" ? `Bearer ${key}` : undefined;
}

function isPublic(method: string, path: string, hasPage: boolean): boolean {
  const found = table.at(path);
  if (found) return found.routes.every(({ access }) => access === "public");
  const reading = method === "GET" || method === "HEAD";
  return hasPage && reading && path !== "/api" && !path.startsWith("/api/");
}
