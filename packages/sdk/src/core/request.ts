import { InvalidRequestError } from "../errors/index.js";
import { headerRecord } from "../http/headers.js";
import { wordsOf } from "../http/thrown.js";
import { env } from "./env.js";
import { type RequestOptions, type SDKOptions, ServerList } from "./options.js";

/** The arguments of `fetch`. */
export type FetchArguments = [
  url: string,
  init: RequestInit & { headers: Record<string, string>; body?: string },
];

/** What of an operation its request is made of. */
export interface RequestParts {
  method: "GET" | "POST" | "DELETE";
  /** Path below the base URL. */
  path: string;
  accept: string;
  body?: (() => string) | undefined;
}

/** The request for an operation, by the options of the client and of the call. Throws `InvalidRequestError`. */
export async function buildRequest(
  client: SDKOptions,
  options: RequestOptions,
  { method, path, accept, body: makeBody }: RequestParts,
): Promise<FetchArguments> {
  const { fetchOptions } = options;
  const body = makeBody?.();
  const url = requestURL(client, options, path);
  const key = await apiKey(client);
  // A plain object: `fetch` makes a `Headers` of its own anyway.
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries({
    "content-type": body && "application/json",
    accept,
    authorization: key && `Bearer ${key}`,
    "user-agent": client.userAgent,
    "http-referer": client.httpReferer,
    "x-title": client.appTitle,
    "x-openrouter-title": client.appTitle,
    ...headerRecord(fetchOptions?.headers),
    ...headerRecord(options.headers),
  })) {
    if (value) headers[name] = value;
  }
  return [url, { ...fetchOptions, ...options, method, headers, ...(body && { body }), signal: null }];
}

/** The call's, the client's, the environment's or the API's own. */
export function baseURL({ server, serverURL }: SDKOptions, options: RequestOptions): string | URL {
  return (
    options.serverURL ||
    serverURL ||
    (!server && env("OPENROUTER_BASE_URL")) ||
    ServerList[server ?? "production"]
  );
}

/** A URL without credentials: up to the end of its path, and its query. */
const BASE_URL = /^(https?:\/\/[^/?#@]+(?:\/[^?#]*)?)(\?[^#]*)?(?:#|$)/;

function requestURL(client: SDKOptions, options: RequestOptions, path: string): string {
  const base = baseURL(client, options);
  try {
    // React Native's URL has nothing but its text.
    const [, start, query = ""] = BASE_URL.exec(new URL(base).href) ?? [];
    if (start) return start.replace(/\/*$/, path) + query;
  } catch {}
  // Credentials and queries may be secret.
  const shown = `${base}`.replace(/.*@|\?.*/g, "…");
  throw new InvalidRequestError(
    `Invalid serverURL: must be an http or https URL without credentials, was "${shown}"`,
  );
}

/** The key to send. It may be secret, so no message shows it. */
async function apiKey({ apiKey }: SDKOptions): Promise<string | undefined> {
  let given: string | undefined;
  try {
    given = typeof apiKey === "function" ? await apiKey() : apiKey;
  } catch (cause) {
    throw new InvalidRequestError(`Invalid apiKey: ${wordsOf(cause)}`, { cause });
  }
  const key = (given || env("OPENROUTER_API_KEY"))?.trim();
  if (key && /[^!-~]/.test(key)) {
    throw new InvalidRequestError("Invalid apiKey: it holds characters that no header can carry");
  }
  return key;
}
