import { networkFailed } from "./network-errors.js";

/** A function with the signature of `fetch`. */
export type Fetcher = (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;

export interface HTTPClientOptions {
  /** Makes the requests; default: the global `fetch`. It is given one `Request`. */
  fetcher?: Fetcher | undefined;
}

/** Runs before each attempt; may change the request or answer another one to send instead. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook may answer nothing
export type BeforeRequestHook = (request: Request) => Request | void | Promise<Request | void>;
/** Runs when no response came, with what was thrown. */
export type RequestErrorHook = (error: unknown, request: Request) => void | Promise<void>;
/** Runs on each response, before its body is read. Read the body of a `clone()` only. */
export type ResponseHook = (response: Response, request: Request) => void | Promise<void>;

interface Hooks {
  beforeRequest: BeforeRequestHook;
  requestError: RequestErrorHook;
  response: ResponseHook;
}

type HookLists = { [K in keyof Hooks]: Hooks[K][] };

const thrownByHooks = new WeakSet<object>();

/** The HTTP transport of a client, with hooks around each attempt. Pass it as `httpClient`. */
export class HTTPClient {
  readonly #options: HTTPClientOptions;
  #hooks: HookLists = { beforeRequest: [], requestError: [], response: [] };

  constructor(options: HTTPClientOptions = {}) {
    this.#options = options;
  }

  /** Sends a request through the hooks. Rejects with what the fetcher or a hook throws. */
  async request(request: Request): Promise<Response> {
    const { beforeRequest, requestError, response: onResponse } = this.#hooks;
    for (const hook of beforeRequest) request = (await run(() => hook(request))) || request;
    let response: Response;
    try {
      response = await (this.#options.fetcher ?? fetch)(request);
    } catch (error) {
      for (const hook of requestError) await run(() => hook(error, request), error);
      throw error;
    }
    try {
      for (const hook of onResponse) await run(() => hook(response, request));
    } catch (error) {
      // Nobody will read it: let go of the connection.
      response.body?.cancel().catch(() => {});
      throw error;
    }
    return response;
  }

  /** Whether an error that {@link request} rejected with says that the network failed: nothing that a hook threw does. */
  isNetworkError(error: unknown): boolean {
    return !thrownByHooks.has(error as object) && networkFailed(error);
  }

  /** Registers a hook; hooks of one kind run in the order of their registration. */
  addHook<K extends keyof Hooks>(kind: K, hook: Hooks[K]): this {
    this.#hooks = { ...this.#hooks, [kind]: [...this.#hooks[kind], hook] };
    return this;
  }

  /** Takes back one registration of a hook; does nothing when there is none. */
  removeHook<K extends keyof Hooks>(kind: K, hook: Hooks[K]): this {
    const list: Hooks[K][] = this.#hooks[kind];
    const index = list.indexOf(hook);
    this.#hooks = { ...this.#hooks, [kind]: list.filter((_, i) => i !== index) };
    return this;
  }

  /** A client with the same fetcher and a copy of the hooks. */
  clone(): HTTPClient {
    const copy = new HTTPClient(this.#options);
    copy.#hooks = this.#hooks;
    return copy;
  }
}

/** Runs a hook. What it throws is its own failure, unless it only throws on what it was given. */
async function run<T>(hook: () => T | Promise<T>, given?: unknown): Promise<T> {
  try {
    return await hook();
  } catch (error) {
    if (error !== given && Object(error) === error) thrownByHooks.add(error as object);
    throw error;
  }
}
