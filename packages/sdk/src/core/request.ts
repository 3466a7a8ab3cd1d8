import { InvalidRequestError } from "../errors/index.js";
import { env } from "./env.js";
import { type RequestOptions, type SDKOptions, ServerList } from "./options.js";

/** The arguments of `fetch`. */
export type FetchArguments = [
  url: string,
  init: RequestInit & { headers: Record<string, string>; body: string },
];

/** The request for an operation, by the options of the client and of the call. Throws `InvalidRequestError`. */
export async function buildRequest(
  { apiKey, userAgent, httpReferer, appTitle, server, serverURL }: SDKOptions,
  options: RequestOptions,
  path: string,
  accept: string,
  body: string,
): Promise<FetchArguments> {
  const { fetchOptions } = options;
  let subject = "serverURL";
  try {
    const url = new URL(
      options.serverURL ||
        serverURL ||
        (!server && env("OPENROUTER_BASE_URL")) ||
        ServerList[server ?? "production"],
    );
    if (!/^https?:/.test(url.protocol) || url.username) {
      throw new Error("not an http or https URL without credentials");
    }
    url.pathname = url.pathname.replace(/\/*$/, path);

    subject = "apiKey";
    const key = (
      (typeof apiKey === "function" ? await apiKey() : apiKey) || env("OPENROUTER_API_KEY")
    )?.trim();
    // `Headers` would refuse it too, but with the key in its message.
    if (/[^!-~]/.test(key ?? "")) throw new Error("it holds characters that no header can carry");

    subject = "headers";
    // A plain object: `fetch` makes a `Headers` of its own anyway.
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries({
      "content-type": "application/json",
      accept,
      authorization: key && `Bearer ${key}`,
      "user-agent": userAgent,
      "http-referer": httpReferer,
      "x-title": appTitle,
      "x-openrouter-title": appTitle,
      ...plain(fetchOptions?.headers),
      ...plain(options.headers),
    })) {
      if (value) headers[name] = value;
    }
    return [url.href, { ...fetchOptions, ...options, method: "POST", headers, body, signal: null }];
  } catch (cause) {
    throw new InvalidRequestError(`Invalid ${subject}: ${(cause as Error | undefined)?.message}`, { cause });
  }
}

/** Headers by their names in lower case, so that one replaces another. */
const plain = (headers: HeadersInit | undefined) => headers && Object.fromEntries(new Headers(headers));
