import { type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { errorBody } from "../formats/chat-completions/index.js";
import { ApiError } from "../generation/api-error.js";

const errors: Record<string, ApiError> = {
  ERR_HTTP_REQUEST_TIMEOUT: new ApiError(408, "timeout", "The request did not arrive in time"),
  HPE_HEADER_OVERFLOW: new ApiError(431, "invalid_request", "The request's headers are too large"),
};
const malformed = new ApiError(400, "invalid_request", "The request is not valid HTTP");

/** Answers requests that are broken before there is a request object, in the envelope too. */
export function answerBrokenRequests(server: Server): void {
  const answering = new WeakMap<Duplex, number>();
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    answering.set(socket, (answering.get(socket) ?? 0) + 1);
    response.once("close", () => answering.set(socket, (answering.get(socket) ?? 1) - 1));
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => {
    // What is written now would land in the middle of an answer.
    if (error.code === "ECONNRESET" || !socket.writable || answering.get(socket)) {
      return void socket.destroy();
    }
    const answer = errors[error.code ?? ""] ?? malformed;
    const body = JSON.stringify(errorBody(answer));
    socket.end(
      `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    );
  });
}
