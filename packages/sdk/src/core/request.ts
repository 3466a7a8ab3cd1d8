import { InvalidRequestError } from "../errors/index.js";
import type { OpenRouterCore } from "./client.js";
import { env } from "./env.js";
import type { RequestOptions } from "./options.js";
import { VERSION } from "./version.js";

/** A POST that has not been made into a `Request` yet: that is costly and mostly not needed. */
export interface WireRequest {
  url: string;
  init: RequestInit & { headers: Headers; body: string };
}

/** The request for an operation, by the options of the client and of the call. Throws `InvalidRequestError`. */
export async function buildRequest(
  client: OpenRouterCore,
  path: string,
  accept: string,
  body: string,
  options: RequestOptions,
): Promise<WireRequest> {
  const { apiKey, userAgent, httpReferer, appTitle } = client._options;
  const { fetchOptions } = options;
  let subject = "serverURL";
  try {
    const url = new URL(options.serverURL ?? client._baseURL);
    if (!/^https?:/.test(url.protocol) || url.username) {
      throw new TypeError("not an http or https URL without credentials");
    }
    url.pathname = url.pathname.replace(/\/*$/, path);

    subject = "apiKey";
    const key = (
      (typeof apiKey === "function" ? await apiKey() : apiKey) || env("OPENROUTER_API_KEY")
    )?.trim();
    // `Headers` would refuse it too, but with the key in its message.
    if (key && /[^!-~]/.test(key)) throw new TypeError("it holds characters that a header cannot carry");

    subject = "headers";
    const headers = new Headers({ "content-type": "application/json", accept });
    const set = (name: string, value: string | undefined) => {
      if (value) headers.set(name, value);
    };
    set("authorization", key && `Bearer ${key}`);
    // A browser's own says more, and another one would need the server's leave (CORS).
    set("user-agent", userAgent ?? ("process" in globalThis ? `openrouter-sdk/${VERSION}` : ""));
    set("http-referer", httpReferer);
    set("x-title", appTitle);
    set("x-openrouter-title", appTitle);
    for (const more of [fetchOptions?.headers, options.headers]) {
      if (more) for (const [name, value] of new Headers(more)) headers.set(name, value);
    }
    return {
      url: url.href,
      init: { ...fetchOptions, ...options, method: "POST", headers, body, signal: null },
    };
  } catch (cause) {
    throw new InvalidRequestError(`Invalid ${subject}: ${(cause as Error | undefined)?.message}`, { cause });
  }
}
