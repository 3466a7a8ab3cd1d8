import type { OpenEnum } from "../types/enums.js";

/** Kind of a failure, finer than its status. */
export type ApiErrorType = OpenEnum<
  | "context_length_exceeded"
  | "max_tokens_exceeded"
  | "token_limit_exceeded"
  | "string_too_long"
  | "authentication"
  | "permission_denied"
  | "payment_required"
  | "rate_limit_exceeded"
  | "provider_overloaded"
  | "provider_unavailable"
  | "invalid_request"
  | "invalid_prompt"
  | "not_found"
  | "precondition_failed"
  | "payload_too_large"
  | "unprocessable"
  | "content_policy_violation"
  | "refusal"
  | "invalid_image"
  | "image_too_large"
  | "image_too_small"
  | "unsupported_image_format"
  | "image_not_found"
  | "image_download_failed"
  | "server"
  | "timeout"
  | "unmapped"
>;

/** What a failure is about. Keys come as they are, spelled as on the wire; any may be missing. */
export type ChatErrorMetadata = {
  /** Kind of the failure. */
  error_type?: ApiErrorType | undefined;
  /** The provider's own code. */
  provider_code?: string | undefined;
  /** The provider that failed. */
  provider_name?: string | undefined;
  /** The provider's own message: text or JSON. */
  raw?: unknown;
  /** Seconds to wait before the next try. */
  retry_after_seconds?: number | undefined;
  /** Which limit was hit, e.g. `"openrouter_in_flight_budget"`. */
  limit_source?: string | undefined;
  /** Header fields that belong to the failure, e.g. `X-RateLimit-Reset` in milliseconds since 1970. */
  headers?: { [name: string]: string } | undefined;
  [key: string]: unknown;
};

/** Whether and when it is worth trying again. Keys come as they are, spelled as on the wire. */
export type ChatErrorAvailability = {
  /** Whether it is worth trying again. */
  retryable?: boolean | undefined;
  /** Seconds to wait before the next try. */
  retry_after?: number | undefined;
  /** Why it is not available. */
  code?: string | number | undefined;
  [key: string]: unknown;
};

/** A failure as the API tells it: the `error` of a body, a chunk or a choice. */
export type ChatErrorDetail = {
  /** HTTP status as a number, or a name such as `"server_error"`. */
  code?: string | number | null | undefined;
  /** What went wrong, for people. */
  message: string;
  /** Request field that is wrong. */
  param?: string | null | undefined;
  /** Kind of the failure, as other APIs name it. */
  type?: string | null | undefined;
  /** What it is about. */
  metadata?: ChatErrorMetadata | null | undefined;
  /** Whether and when it is worth trying again. */
  availability?: ChatErrorAvailability | null | undefined;
};

/** The body of an answer that failed. */
export type ChatErrorBody = {
  /** The failure. */
  error?: ChatErrorDetail | undefined;
  /** Account that sent the request. Wire: `user_id`. */
  userId?: string | null | undefined;
  /** How the request was handled: keys of `OpenRouterMetadata`, and others as they come. Wire: `openrouter_metadata`. */
  openrouterMetadata?: { [key: string]: unknown } | null | undefined;
};
