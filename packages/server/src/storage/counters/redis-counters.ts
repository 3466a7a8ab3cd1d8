import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import {
  type Counters,
  CountersUnavailable,
  type Held,
  type Hold,
  type Rate,
  type Settlement,
  type Taken,
} from "./counters.js";
import { renewScript, settleScript, takeScript } from "./scripts.js";

/** Longest time for one call, in milliseconds. */
const longestCall = 2_000;

/** Everything in one slot of a cluster, because a script sees no other. */
const prefix = "{openrouter}:";

/** Counters that many processes share, in Redis or Valkey. */
export class RedisCounters implements Counters {
  readonly #redis: Redis;

  private constructor(redis: Redis) {
    this.#redis = redis;
  }

  /** Rejects when it can't be reached within `openMs`. Afterwards it is connected to again by itself. */
  static async open(url: string, openMs: number): Promise<RedisCounters> {
    // Who needs no Redis does not load its client.
    const { Redis } = await import("ioredis");
    const redis = new Redis(url, {
      lazyConnect: true,
      connectTimeout: Math.min(openMs, 5_000),
      commandTimeout: longestCall,
      // A call fails at once while there is no connection, instead of waiting for one.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (tries) => Math.min(2_000, 50 * 2 ** Math.min(tries, 10)),
    });
    redis.on("error", () => {});
    try {
      await redis.connect();
      return new RedisCounters(redis);
    } catch (error) {
      redis.disconnect();
      throw error;
    }
  }

  async take(id: string, takes: readonly (Hold | Rate)[], ttlMs: number): Promise<Taken> {
    return JSON.parse(String(await this.#run(takeScript, [id, ttlMs, JSON.stringify(takes)])));
  }

  async renew(held: readonly Held[], ttlMs: number): Promise<void> {
    if (held.length > 0) await this.#run(renewScript, [ttlMs, JSON.stringify(held)]);
  }

  async settle({ ended, balances, rates = [] }: Settlement): Promise<void> {
    await this.#run(settleScript, [JSON.stringify({ ended, balances, rates })]);
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  async #run(script: string, args: (string | number)[]): Promise<unknown> {
    try {
      return await this.#evaluate(script, args);
    } catch (error) {
      throw new CountersUnavailable(error instanceof Error ? error.message : String(error), { cause: error });
    }
  }

  /** By its hash, and whole where the server does not have it yet. */
  async #evaluate(script: string, args: (string | number)[]): Promise<unknown> {
    try {
      return await this.#redis.evalsha(hashOf(script), 1, prefix, ...args);
    } catch (error) {
      if (!String(error).includes("NOSCRIPT")) throw error;
      return this.#redis.eval(script, 1, prefix, ...args);
    }
  }
}

const hashes = new Map<string, string>();

function hashOf(script: string): string {
  let hash = hashes.get(script);
  if (hash === undefined) {
    hash = createHash("sha1").update(script).digest("hex");
    hashes.set(script, hash);
  }
  return hash;
}
