import type { Client } from "pg";
import type { ChangeFeed } from "../change-feed.js";
import { keyChannel } from "./nature.js";

const longestPause = 5_000;

/** Changes of keys, by `LISTEN`. A connection that is lost is made anew. */
export class PostgresChanges implements ChangeFeed {
  readonly #url: string;
  #client: Client | undefined;
  #live = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;
  #tries = 0;
  #onChange: (lookup?: string) => void = () => {};

  constructor(url: string) {
    this.#url = url;
  }

  get live(): boolean {
    return this.#live;
  }

  listen(onChange: (lookup?: string) => void): void {
    this.#onChange = onChange;
    void this.#connect();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#live = false;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const { default: pg } = await import("pg");
    if (this.#closed) return;
    const client = new pg.Client({
      connectionString: this.#url,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      application_name: "openrouter",
    });
    this.#client = client;
    const lost = () => this.#lost(client);
    client.on("error", lost).on("end", lost);
    client.on("notification", ({ payload }) => this.#onChange(payload || undefined));
    try {
      await client.connect();
      await client.query(`LISTEN ${keyChannel}`);
    } catch {
      return lost();
    }
    this.#tries = 0;
    this.#live = true;
    // Nobody knows what was missed.
    this.#onChange();
  }

  #lost(client: Client): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#live = false;
    client.end().catch(() => {});
    if (this.#closed) return;
    // What changes from now on is not told.
    this.#onChange();
    this.#timer = setTimeout(() => void this.#connect(), Math.min(longestPause, 100 * 2 ** this.#tries++));
    this.#timer.unref();
  }
}
