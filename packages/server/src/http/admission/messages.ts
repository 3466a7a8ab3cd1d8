import { ApiError, type ApiErrorDetails, type ApiErrorType } from "../../generation/api-error.js";
import type { JsonLimits } from "./json-text.js";
import type { BodyKind } from "./readers.js";

/** To a thread: a body to be read. */
export interface Body {
  kind: BodyKind;
  bytes: Uint8Array;
  limits: JsonLimits;
}

/** What reading it came to. A request is JSON text, which is taken in far quicker than objects are. */
export type Outcome =
  | { request: string }
  | { refused: { status: number; type: ApiErrorType; message: string; details: ApiErrorDetails } };

/** Throws what is not the body's fault. */
export function refusal(error: unknown): Outcome {
  if (!(error instanceof ApiError)) throw error;
  const { status, type, message, details } = error;
  return { refused: { status, type, message, details } };
}

/** The request, or throws the `ApiError`. */
export function unwrap(outcome: Outcome): unknown {
  if ("request" in outcome) return JSON.parse(outcome.request);
  const { status, type, message, details } = outcome.refused;
  throw new ApiError(status, type, message, details);
}
