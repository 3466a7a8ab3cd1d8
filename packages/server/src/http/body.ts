import type { IncomingMessage } from "node:http";
import { ApiError, type ApiErrorType, badRequest } from "../generation/api-error.js";
import type { BodyShare } from "./body-memory.js";
import type { ServerLimits } from "./limits.js";

/** How long a client may go on with a body that is too large before it is told, in milliseconds. */
const lingerMs = 1_000;

/** Many clients send all before they read, and lose the answer when the connection ends under them. */
function drained(incoming: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      incoming.off("end", done).off("error", done).off("close", done);
      resolve();
    };
    const timer = setTimeout(done, lingerMs);
    incoming.on("end", done).on("error", done).on("close", done).resume();
  });
}

function tooLarge(limit: number): ApiError {
  return new ApiError(413, "payload_too_large", `The body is larger than the ${limit} bytes allowed`);
}

function refusal(status: number, type: ApiErrorType, message: string): ApiError {
  return new ApiError(status, type, message, { headers: { Connection: "close" } });
}

/** Reads a body within the limits. Rejects with an `ApiError` (400, 408, 413, 415 or 503). */
export function receiveBody(
  incoming: IncomingMessage,
  limits: ServerLimits,
  share: BodyShare,
): Promise<Buffer> {
  const encoding = incoming.headers["content-encoding"] ?? "identity";
  if (encoding.trim().toLowerCase() !== "identity") {
    const message = `Content-Encoding must be left out, got ${JSON.stringify(encoding.slice(0, 60))}`;
    return Promise.reject(refusal(415, "invalid_request", message));
  }
  if (Number(incoming.headers["content-length"] ?? 0) > limits.bodyBytes) {
    return drained(incoming).then(() => Promise.reject(tooLarge(limits.bodyBytes)));
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      incoming.off("data", onData).off("end", onEnd).off("error", onLost).off("close", onLost);
      finish();
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      try {
        if (bytes > limits.bodyBytes) throw tooLarge(limits.bodyBytes);
        share.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        settle(() => void drained(incoming).then(() => reject(error)));
      }
    };
    const onEnd = () => settle(() => resolve(Buffer.concat(chunks)));
    const onLost = () => settle(() => reject(badRequest("The body ended before it was complete")));
    const timer = setTimeout(() => {
      const message = `The body did not arrive within ${limits.receiveMs} ms`;
      settle(() => reject(refusal(408, "timeout", message)));
    }, limits.receiveMs);
    incoming.on("data", onData).on("end", onEnd).on("error", onLost).on("close", onLost);
  });
}
