import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { addDecimals } from "../../../src/generation/decimal.js";
import type { StartServerOptions } from "../../../src/options.js";
import { provider } from "../../router/support.js";
import { Wall } from "../../router/wall/wall.js";
import type { OwnServer } from "../../support/servers.js";
import { makeKey, manager, pricing } from "../support.js";

export interface StormOptions {
  postgres: OwnServer;
  redis: OwnServer;
  replicas: number;
  clients: number;
  requests: number;
  /** Kill a replica, and restart Redis and Postgres meanwhile. */
  faults: boolean;
}

export interface StormResult {
  /** What the database says was spent, and the sum of its generations: US dollars as decimals. */
  spent: string;
  sum: string;
  /** What was spent with the key whose limit is `limit`. */
  limitedSpent: string;
  limit: string;
  /** Whole answers that clients have, and those of them (on replicas that were not killed) without a record. */
  answers: number;
  unrecorded: string[];
  /** Records whose cost is not what the provider counted, of whole answers. */
  wrong: string[];
  /** Answers by status and key; 0: no connection. */
  statuses: Record<string, number>;
}

interface Replica {
  url: string;
  child: ChildProcess;
  killed: boolean;
}

/** What one whole answer of the wall costs. */
const answerCost = "0.00008";
const limit = "0.004";
const kinds = ["good", "good", "good", "breaks-cut", "fails-500"];

/** Many clients, many servers, one database and one Redis; faults in between. Afterwards the books are compared. */
export async function storm(options: StormOptions): Promise<StormResult> {
  const { postgres, redis, clients, requests } = options;
  const wall = await Wall.start();
  const configuration = {
    providers: [provider("alpha", wall.baseUrl)],
    models: [...new Set(kinds)].map((model) => ({
      id: `acme/${model}`,
      // Of its own for each request: breakers are not what is looked at.
      endpoints: [{ provider: "alpha", model, pricing }],
    })),
  };
  const serverOptions: StartServerOptions = {
    config: configuration,
    accounts: { managementKeys: [manager], fail: "closed" },
    databaseUrl: postgres.url,
    countersUrl: redis.url,
  };
  const replicas = await Promise.all(
    Array.from({ length: options.replicas }, () => startReplica(serverOptions)),
  );
  try {
    const rich = await makeKey(replicas[0]!, { limit: 1_000 });
    const poor = await makeKey(replicas[0]!, { limit: Number(limit) });
    const whole = new Map<string, Replica>();
    const statuses: Record<string, number> = {};
    let next = 0;
    const milestones = new Milestones();
    const client = async () => {
      for (let number = next++; number < requests; number = next++) {
        const replica = replicas[number % replicas.length]!;
        const key = number % 2 === 0 ? "rich" : "poor";
        const model = kinds[number % kinds.length]!;
        const { status, id } = await ask(replica.url, (key === "rich" ? rich : poor).key, model, number);
        const name = `${key} ${status}`;
        statuses[name] = (statuses[name] ?? 0) + 1;
        if (id !== undefined) whole.set(id, replica);
        milestones.reached(next);
      }
    };
    const faults = options.faults ? cause(replicas, options, milestones) : Promise.resolve();
    await Promise.all([...Array.from({ length: clients }, client), faults]);
    await Promise.all(replicas.filter(({ killed }) => !killed).map(endReplica));
    const books = await readBooks(postgres.url);
    const living = [...whole].filter(([, { killed }]) => !killed).map(([id]) => id);
    return {
      spent: books.balance("server"),
      sum: books.costs.reduce((sum, { cost }) => addDecimals(sum, cost), "0"),
      limitedSpent: books.balance(`key:${poor.hash.slice(0, 16)}`),
      limit,
      answers: whole.size,
      unrecorded: living.filter((id) => !books.byId.has(id)),
      wrong: [...whole.keys()].filter((id) => books.byId.has(id) && books.byId.get(id) !== answerCost),
      statuses,
    };
  } finally {
    for (const { child } of replicas) child.kill("SIGKILL");
    await wall.close();
  }
}

async function startReplica(options: StartServerOptions): Promise<Replica> {
  const script = fileURLToPath(new URL("./replica.ts", import.meta.url));
  const child = fork(script, [JSON.stringify(options)], { execArgv: ["--import", "tsx"] });
  const ended = once(child, "exit").then(() => {
    throw new Error("a replica did not start");
  });
  const [url] = await Promise.race([once(child, "message"), ended]);
  ended.catch(() => {});
  return { url: String(url), child, killed: false };
}

async function endReplica({ child }: Replica): Promise<void> {
  const ended = once(child, "exit");
  child.send("end");
  await ended;
}

/** Tells those who wait for a number of requests. */
class Milestones {
  #waiting: { count: number; resolve: () => void }[] = [];
  #count = 0;

  reached(count: number): void {
    this.#count = Math.max(this.#count, count);
    for (const one of this.#waiting) if (one.count <= count) one.resolve();
    this.#waiting = this.#waiting.filter((one) => one.count > count);
  }

  wait(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ count, resolve });
      this.reached(this.#count);
    });
  }
}

/** One after the other, as the requests go on: a replica is killed, Redis is restarted, Postgres is. */
async function cause(
  replicas: Replica[],
  { redis, postgres, requests }: StormOptions,
  milestones: Milestones,
) {
  const reach = (share: number) => milestones.wait(requests * share);
  await reach(0.25);
  const victim = replicas.at(-1)!;
  victim.killed = true;
  victim.child.kill("SIGKILL");
  await reach(0.45);
  await redis.kill();
  await redis.start();
  await reach(0.7);
  await postgres.kill();
  await postgres.start();
}

/** The generation's id of a whole answer; every seventh client leaves early, every third asks for a stream. */
async function ask(
  url: string,
  key: string,
  model: string,
  number: number,
): Promise<{ status: number; id?: string }> {
  const leaving = number % 7 === 0 ? new AbortController() : undefined;
  try {
    const response = await fetch(`${url}/api/v1/chat/completions`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify({
        model: `acme/${model}`,
        stream: number % 3 === 0,
        max_tokens: 7,
        provider: { allow_fallbacks: false },
        messages: [{ role: "user", content: "Hi" }],
      }),
      signal: leaving?.signal ?? null,
    });
    leaving?.abort();
    const text = await response.text();
    const id = response.headers.get("X-Generation-Id");
    const complete = response.status === 200 && model === "good" && !text.includes('"error"');
    return { status: response.status, ...(complete && id !== null && { id }) };
  } catch {
    return { status: 0 };
  }
}

async function readBooks(url: string) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows: costs } = await client.query<{ id: string; cost: string }>(
    "SELECT id, cost FROM generations",
  );
  const { rows: spend } = await client.query<{ account: string; spent: string }>(
    "SELECT account, spent FROM spend WHERE period = 'lifetime'",
  );
  await client.end();
  return {
    costs,
    byId: new Map(costs.map(({ id, cost }) => [id, cost])),
    balance: (account: string) => spend.find((row) => row.account === account)?.spent ?? "0",
  };
}
