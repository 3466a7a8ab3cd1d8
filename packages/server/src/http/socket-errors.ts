import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody } from "../formats/chat-completions/index.js";
import { ApiError, badRequest } from "../generation/api-error.js";

const errors: Record<string, ApiError> = {
  ERR_HTTP_REQUEST_TIMEOUT: new ApiError(408, "timeout", "The request did not arrive in time"),
  HPE_HEADER_OVERFLOW: new ApiError(431, "invalid_request", "The request's headers are too large"),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: new ApiError(
    413,
    "payload_too_large",
    "The body's chunk extensions are too large",
  ),
};
const malformed = badRequest("The request is not valid HTTP");
const noTunnel = new ApiError(405, "invalid_request", "CONNECT is not answered here");

interface Exchange {
  incoming: IncomingMessage;
  response: ServerResponse;
}

/**
 * Answers requests that are broken before there is a request object, or within their body, in the envelope too.
 * `refused` is given the status for each that nobody else knows of.
 */
export function answerBrokenRequests(server: Server, refused: (status: number) => void): void {
  const underWay = new WeakMap<Duplex, Exchange[]>();
  server.on("request", (incoming: IncomingMessage, response: ServerResponse) => {
    const { socket } = incoming;
    const exchange = { incoming, response };
    underWay.set(socket, [...(underWay.get(socket) ?? []), exchange]);
    response.once("close", () => {
      underWay.set(
        socket,
        underWay.get(socket)!.filter((other) => other !== exchange),
      );
    });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    const exchanges = underWay.get(socket) ?? [];
    if (error.code === "ECONNRESET" || !socket.writable || !isUnanswered(exchanges)) {
      return void socket.destroy();
    }
    const told = errors[error.code ?? ""] ?? malformed;
    write(socket, told);
    // A request whose body is broken is counted where it is read.
    if (exchanges.length === 0) refused(told.status);
  });
  server.on("connect", (_incoming: IncomingMessage, socket: Duplex) => {
    write(socket, noTunnel);
    refused(noTunnel.status);
  });
}

/** Whether what is broken has no answer yet, nor anything before it: what is written now lands in no other answer. */
function isUnanswered([first, ...others]: Exchange[]): boolean {
  if (!first) return true;
  return others.length === 0 && !first.response.headersSent && !first.incoming.complete;
}

function write(socket: Duplex, error: ApiError): void {
  const body = JSON.stringify(errorBody(error));
  socket.end(
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
