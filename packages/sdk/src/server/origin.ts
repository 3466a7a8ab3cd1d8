/**
 * The header fields that let a page of another origin read an answer; none for the server's own pages and for what
 * is no browser. `undefined` when the origin is not allowed.
 */
export function originHeaders(
  request: Request,
  allowed: readonly string[],
): Record<string, string> | undefined {
  const origin = request.headers.get("origin");
  if (!origin || isOwn(origin, request)) return { vary: "origin" };
  if (!allowed.includes(origin) && !allowed.includes("*")) return undefined;
  return {
    vary: "origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "x-generation-id, retry-after",
  };
}

/** By host: behind a proxy that ends TLS the scheme is another. */
function isOwn(origin: string, request: Request): boolean {
  try {
    const { host } = new URL(origin);
    return host === (request.headers.get("host") ?? new URL(request.url).host);
  } catch {
    // "null": a page without an origin.
    return false;
  }
}

/** The answer to a browser that asks whether it may send the request. */
export const preflight = (headers: Record<string, string>): Response =>
  new Response(null, {
    status: 204,
    headers: {
      ...headers,
      "access-control-allow-methods": "POST",
      "access-control-allow-headers":
        "authorization, content-type, http-referer, x-title, x-openrouter-title",
      "access-control-max-age": "600",
    },
  });
