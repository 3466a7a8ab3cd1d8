import { onTestFinished } from "vitest";
import type { AccountsOptions } from "../../src/accounts/settings.js";
import type { RunningServer, StartServerOptions } from "../../src/options.js";
import { provider, route } from "../router/support.js";
import type { Wall } from "../router/wall/wall.js";
import { type OwnServer, startPostgres, startRedis } from "../support/servers.js";

export const manager = "management-key-of-the-tests";

/** What one dollar, and the answers of the wall, cost: 10 tokens of prompt and 7 of the answer. */
export const pricing = { prompt: "0.000001", completion: "0.00001" };
export const answerCost = 0.00008;

/** A server over the wall; models are called as what the wall does. */
export async function serveWall(
  wall: Wall,
  accounts: AccountsOptions = {},
  options: Partial<StartServerOptions> = {},
): Promise<RunningServer> {
  const names = ["good", "breaks-cut", "fails-500", "slow"];
  const server = await route(
    {
      providers: [provider("alpha", wall.baseUrl), provider("beta", wall.baseUrl)],
      models: [
        ...names.map((model) => ({
          id: `acme/${model}`,
          endpoints: [{ provider: "alpha", model, pricing }],
        })),
        {
          id: "acme/both",
          endpoints: ["alpha", "beta"].map((name) => ({ provider: name, model: "good", pricing })),
        },
        { id: "acme/free", endpoints: [{ provider: "beta", model: "good" }] },
      ],
    },
    { accounts: { managementKeys: [manager], ...accounts }, ...options },
  );
  onTestFinished(() => server.close(0));
  return server;
}

// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
type Body = any;

export interface Answered {
  status: number;
  headers: Headers;
  body: Body;
}

/** Calls the API. */
export async function call(
  { url }: { url: string },
  method: string,
  path: string,
  key: string,
  body?: object,
): Promise<Answered> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** A new key of the server's. */
export async function makeKey(
  server: { url: string },
  fields: object = {},
): Promise<{ key: string; hash: string }> {
  const { status, body } = await call(server, "POST", "/keys", manager, { name: "A test's", ...fields });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return { key: body.key, hash: body.data.hash };
}

/** Asks for an answer that costs {@link answerCost}. */
export function answer(server: { url: string }, key: string, fields: object = {}): Promise<Answered> {
  return call(server, "POST", "/chat/completions", key, {
    model: "acme/good",
    max_tokens: 7,
    messages: [{ role: "user", content: "Hi" }],
    ...fields,
  });
}

/** Postgres and Redis of the tests in one file. */
export class SharedStores {
  #postgres: OwnServer | undefined;
  #redis: OwnServer | undefined;
  #count = 0;

  async start(): Promise<void> {
    [this.#postgres, this.#redis] = await Promise.all([startPostgres(), startRedis()]);
  }

  get postgres(): OwnServer {
    return this.#postgres!;
  }

  get redis(): OwnServer {
    return this.#redis!;
  }

  /** A database and a number of Redis's for one test. */
  async fresh(): Promise<{ databaseUrl: string; countersUrl: string }> {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: this.#postgres!.url });
    await client.connect();
    const name = `accounts_${this.#count}`;
    await client.query(`CREATE DATABASE ${name}`);
    await client.end();
    return {
      databaseUrl: this.#postgres!.url.replace(/\/postgres$/, `/${name}`),
      countersUrl: `${this.#redis!.url}/${this.#count++ % 16}`,
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#postgres?.close(), this.#redis?.close()]);
  }
}
