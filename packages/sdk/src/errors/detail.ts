import type { ChatErrorDetail } from "../models/index.js";

/** The kind of error by the API's own vocabulary (`ApiErrorType`, an open list). */
export const errorType = ({ metadata, type }: ChatErrorDetail): string | undefined =>
  metadata?.error_type ?? type;

/** What the upstream provider said: `metadata.raw` is an object, JSON text or plain text. */
export function upstreamMessage({ metadata }: ChatErrorDetail): string | undefined {
  const raw = metadata?.raw;
  let value = raw as { error?: unknown; message?: unknown } | null;
  try {
    value = JSON.parse(raw as string);
  } catch {}
  // {"error":{"message":"…"}}, {"error":"…"} or {"message":"…"}
  for (let depth = 0; depth < 2; depth++) value = (value?.error ?? value?.message ?? value) as typeof value;
  return [value, raw].find((text): text is string => typeof text === "string");
}

/** The server's message, with the upstream's in brackets where it says something else. */
export function describe(error: ChatErrorDetail): string {
  const { message, metadata } = error;
  const upstream = upstreamMessage(error);
  return upstream && upstream !== message
    ? `${message} [${metadata?.provider_name ?? "upstream"}: ${upstream}]`
    : message;
}
