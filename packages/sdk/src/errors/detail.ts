import type { ChatErrorDetail } from "../models/index.js";

/**
 * The error that a JSON value tells, whatever an API put in its place: with a message, and without a code that is none.
 *
 * @param fallback message of an error that has none
 */
export function errorDetail(value: unknown, fallback: string): ChatErrorDetail {
  if (Object(value) !== value) return { message: typeof value === "string" ? value : fallback };
  const { code, ...detail } = value as ChatErrorDetail;
  const message = detail.message || fallback;
  return {
    ...(Object(code) !== code && { code }),
    ...detail,
    message: typeof message === "string" ? message : JSON.stringify(message),
  };
}

/** The kind of error by the API's own vocabulary (`ApiErrorType`, an open list). */
export const errorType = ({ metadata, type }: ChatErrorDetail): string | undefined =>
  text(metadata?.error_type) ?? text(type);

/** The provider that failed, where the API names it. */
export const providerName = ({ metadata }: ChatErrorDetail): string | undefined =>
  text(metadata?.provider_name);

/** What the upstream provider said: `metadata.raw` is an object, JSON text or plain text. */
export function upstreamMessage({ metadata }: ChatErrorDetail): string | undefined {
  const raw = metadata?.raw;
  let value = raw as { error?: unknown; message?: unknown } | null;
  try {
    value = JSON.parse(raw as string);
  } catch {}
  // {"error":{"message":"…"}}, {"error":"…"} or {"message":"…"}
  for (let depth = 0; depth < 2; depth++) value = (value?.error ?? value?.message ?? value) as typeof value;
  return text(value) ?? text(raw);
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
