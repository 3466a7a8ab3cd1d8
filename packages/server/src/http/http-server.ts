import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { getRequestListener, RequestError } from "@hono/node-server";
import type { Hono } from "hono";
import { errorBody } from "../formats/chat-completions/index.js";
import { ApiError, badRequest, toApiError } from "../generation/api-error.js";
import type { AppEnv, ServerContext } from "./context.js";
import { noteRequest } from "./request-log.js";
import { answerBrokenRequests } from "./socket-errors.js";

/**
 * The application on a socket. What never becomes a request of it is answered in the envelope, counted and logged all
 * the same.
 */
export function createHttpServer(app: Hono<AppEnv>, context: ServerContext): Server {
  function refuse({ method, url }: IncomingMessage, outgoing: ServerResponse, error: ApiError): void {
    answerWith(outgoing, error);
    noteRequest(context, { method, path: url, status: error.status });
  }

  const listener = getRequestListener(app.fetch as Parameters<typeof getRequestListener>[0], {
    overrideGlobalObjects: false,
    errorHandler: (thrown) => {
      const invalid = thrown instanceof RequestError;
      const error = toApiError(invalid ? badRequest(`The request is not valid: ${thrown.message}`) : thrown);
      noteRequest(context, { status: error.status });
      return jsonResponse(error);
    },
  });
  const options = {
    headersTimeout: context.limits.receiveMs,
    requestTimeout: 0,
    connectionsCheckingInterval: 1_000,
    // Missing is told below, in the envelope.
    requireHostHeader: false,
  };
  const server = createServer(options, (incoming, outgoing) => {
    const oddity = oddityOf(incoming);
    if (oddity) refuse(incoming, outgoing, oddity);
    else void listener(incoming, outgoing);
  });
  server.on("checkExpectation", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const expected = JSON.stringify(String(incoming.headers.expect).slice(0, 60));
    refuse(
      incoming,
      outgoing,
      new ApiError(417, "invalid_request", `Expect must be 100-continue, got ${expected}`),
    );
  });
  answerBrokenRequests(server, (status) => noteRequest(context, { status }));
  return server;
}

/** What is wrong with the head of a request before anybody looks at its path. */
function oddityOf({ rawHeaders, url = "", headers, httpVersion }: IncomingMessage): ApiError | undefined {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length;
  if (hosts > 1) return badRequest(`The request must have one Host header, got ${hosts}`);
  if (hosts === 0 && httpVersion !== "1.0") return badRequest("The request must have a Host header");
  if (!url.startsWith("/")) {
    const named = URL.canParse(url) ? new URL(url) : undefined;
    if (
      named?.protocol !== "http:" ||
      (hosts === 1 && named.host !== new URL(`http://${headers.host}`).host)
    ) {
      return badRequest(
        `There is nothing at ${url.slice(0, 200)}: the target of a request begins with a slash`,
      );
    }
  }
  return undefined;
}

function answerWith(outgoing: ServerResponse, error: ApiError): void {
  const body = JSON.stringify(errorBody(error));
  outgoing
    .writeHead(error.status, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
      Connection: "close",
    })
    .end(body);
}

function jsonResponse(error: ApiError): Response {
  return Response.json(errorBody(error), { status: error.status });
}
