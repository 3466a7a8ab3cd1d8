import type { ChatErrorDetail } from "../models/index.js";

/** The kind of error by the API's own vocabulary (`ApiErrorType`, an open list). */
export const errorType = (error: ChatErrorDetail): string | undefined =>
  error.metadata?.error_type ?? error.type;

/** Name of the provider that failed. */
export const providerName = (error: ChatErrorDetail): string | undefined => error.metadata?.provider_name;

/** What the upstream provider said: `metadata.raw` is an object, JSON text or plain text. */
export function upstreamMessage(error: ChatErrorDetail): string | undefined {
  const raw = error.metadata?.raw;
  let value = raw as { error?: unknown; message?: unknown } | null;
  try {
    value = JSON.parse(raw as string);
  } catch {}
  // {"error":{"message":"…"}}, {"error":"…"} or {"message":"…"}
  for (let depth = 0; depth < 2; depth++) value = (value?.error ?? value?.message ?? value) as typeof value;
  if (typeof value === "string") return value;
  return typeof raw === "string" ? raw : undefined;
}

/** The server's message, with the upstream's in brackets where it says something else. */
export function describe(error: ChatErrorDetail): string {
  const upstream = upstreamMessage(error);
  return upstream && upstream !== error.message
    ? `${error.message} [${providerName(error) ?? "upstream"}: ${upstream}]`
    : error.message;
}
