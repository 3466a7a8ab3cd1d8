import { type Dispatcher, EnvHttpProxyAgent, Pool } from "undici";
import { RemoteFiles } from "./remote-file.js";

/** Time is kept by the calls themselves: their limits differ, and a silent stream is no fault of the socket's. */
const settings = {
  headersTimeout: 0,
  bodyTimeout: 0,
  // Servers that don't tell how long they keep a connection keep it for five seconds or more.
  keepAliveTimeout: 4_000,
  keepAliveMaxTimeout: 300_000,
  connect: { timeout: 30_000, keepAlive: true },
} as const;

/**
 * Connections to other servers, kept open between requests, a pool for each origin. The environment's `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY` are obeyed.
 */
export class Connections {
  /** For what clients name by an address. */
  readonly files = new RemoteFiles();
  readonly #pools = new Map<string, Dispatcher>();
  readonly #proxy: Dispatcher | undefined;

  constructor(environment: Record<string, string | undefined> = process.env) {
    const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy, NO_PROXY, no_proxy } = environment;
    const [httpsProxy, httpProxy] = [https_proxy ?? HTTPS_PROXY, http_proxy ?? HTTP_PROXY];
    if (httpsProxy || httpProxy) {
      const noProxy = no_proxy ?? NO_PROXY ?? "localhost,127.0.0.1,::1";
      this.#proxy = new EnvHttpProxyAgent({
        ...settings,
        ...(httpsProxy && { httpsProxy }),
        ...(httpProxy && { httpProxy }),
        noProxy,
      });
    }
  }

  to(origin: string): Dispatcher {
    if (this.#proxy) return this.#proxy;
    let pool = this.#pools.get(origin);
    if (!pool) {
      pool = new Pool(origin, settings);
      this.#pools.set(origin, pool);
    }
    return pool;
  }

  /** Breaks off whatever still runs. */
  async close(): Promise<void> {
    const all = [...this.#pools.values(), ...(this.#proxy ? [this.#proxy] : [])];
    this.#pools.clear();
    await Promise.all([...all.map((dispatcher) => dispatcher.destroy()), this.files.close()]);
  }
}
