import type { IncomingMessage } from "node:http";
import { ApiError, type ApiErrorType, badRequest } from "../generation/api-error.js";
import type { BodyShare } from "./body-memory.js";
import type { ServerLimits } from "./limits.js";

/** The connection stays: to close it under a client that still sends would take the answer from it. */
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
    return Promise.reject(tooLarge(limits.bodyBytes));
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
        settle(() => reject(error));
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
