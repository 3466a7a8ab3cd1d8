import {
  ChatStreamError,
  ConnectionError,
  OpenRouterError,
  RequestAbortedError,
  RequestTimeoutError,
  SDKValidationError,
  StreamTruncatedError,
} from "../errors/index.js";
import type { ChatErrorDetail } from "../models/index.js";

/** What a caller is told of a failure. */
export interface ErrorAnswer {
  status: number;
  body: { error: ChatErrorDetail };
}

/** The answer for an error: what the API said, or what became of the call to it. Tells nothing of what else was thrown. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (error instanceof ChatStreamError) return { status: 502, body: { error: error.error } };
  if (error instanceof OpenRouterError) {
    const { statusCode, error: detail } = error;
    if (statusCode < 400) return answer(502, "The API gave an answer that can't be read");
    // It is the route's key that was refused, not the caller's.
    if (statusCode === 401) return answer(500, "The API refused the key of this server");
    return { status: statusCode, body: { error: { ...detail, code: detail.code ?? statusCode } } };
  }
  if (error instanceof SDKValidationError) return answer(400, error.message);
  if (error instanceof RequestTimeoutError) return answer(504, error.message);
  if (error instanceof RequestAbortedError) return answer(499, "The request was aborted");
  if (error instanceof ConnectionError) return answer(502, "The connection to the API failed");
  if (error instanceof StreamTruncatedError) return answer(502, error.message);
  return answer(500, "Internal error");
}

/** An answer in the API's envelope. */
export const answer = (code: number, message: string, param?: string): ErrorAnswer => ({
  status: code,
  body: { error: { code, message, ...(param && { param }) } },
});
