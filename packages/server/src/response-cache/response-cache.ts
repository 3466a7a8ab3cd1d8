import { createHash } from "node:crypto";
import { type GenerationEvent, noUsage } from "../generation/event.js";
import type { AnswerSource } from "../generation/provider.js";
import type { Task } from "../generation/task.js";
import { SharedAnswer } from "./shared-answer.js";

/** What a request wants of the cache. */
export interface CacheWish {
  /** How long an answer that is made for it may be given again, in seconds. */
  ttlSeconds: number;
  /** Forget what there is, and ask anew. */
  clear: boolean;
}

/** Where the answer to a request comes from. */
export interface CachedAnswer {
  source: AnswerSource;
  /** Whose answer is given again; undefined: the request's own. */
  hit: { sourceId: string; ageSeconds: number } | undefined;
  /** How long it may be given again from now on, in seconds. */
  ttlSeconds: number;
  /** The request's answer has this id from now on. */
  startedAs(id: string): void;
}

/** How much is kept. */
export interface CacheBounds {
  /** Default: 64 MiB. A single answer may have a sixteenth of it. */
  bytes: number;
  /** Default: 10 000. */
  entries: number;
}

export const defaultCacheBounds: CacheBounds = { bytes: 64 * 1024 * 1024, entries: 10_000 };

interface Entry {
  sourceId: string;
  /** The events of the answer as JSON. */
  events: Buffer;
  storedAt: number;
  ttlSeconds: number;
}

/**
 * Gives answers again to whoever asks the same with the same key, and has requests that are the same at the same time
 * share one run of the source. Only whole answers are kept, for a bounded time in bounded memory.
 */
export class ResponseCache {
  readonly #source: AnswerSource;
  readonly #now: () => number;
  #bounds: CacheBounds;
  /** Those used last at the end. */
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, SharedAnswer>();
  #bytes = 0;

  constructor(source: AnswerSource, bounds: Partial<CacheBounds> = {}, now = () => performance.now()) {
    this.#source = source;
    this.#now = now;
    this.#bounds = { ...defaultCacheBounds, ...bounds };
  }

  set bounds(bounds: Partial<CacheBounds>) {
    this.#bounds = { ...defaultCacheBounds, ...bounds };
    this.#makeRoom();
  }

  /** Bytes of the answers kept. */
  get bytes(): number {
    return this.#bytes;
  }

  get entries(): number {
    return this.#entries.size;
  }

  /** The answer to the task: one that was given before, one that is on its way, or a new one. */
  ask(task: Task, { ttlSeconds, clear }: CacheWish): CachedAnswer {
    const key = keyOf(task);
    if (clear) this.#forget(key);
    const entry = clear ? undefined : this.#find(key);
    if (entry) {
      const ageSeconds = this.#ageOf(entry);
      return {
        source: replay(entry.events),
        hit: { sourceId: entry.sourceId, ageSeconds: Math.floor(ageSeconds) },
        ttlSeconds: Math.ceil(entry.ttlSeconds - ageSeconds),
        startedAs: () => {},
      };
    }
    const running = clear ? undefined : this.#running.get(key);
    if (running) {
      const hit = { sourceId: running.id, ageSeconds: 0 };
      return { source: running, hit, ttlSeconds, startedAs: () => {} };
    }
    const shared = this.#share(key, ttlSeconds);
    return {
      source: shared,
      hit: undefined,
      ttlSeconds,
      startedAs: (id) => {
        shared.id = id;
      },
    };
  }

  #share(key: string, ttlSeconds: number): SharedAnswer {
    const shared: SharedAnswer = new SharedAnswer(this.#source, {
      mostBytes: this.#bounds.bytes / 16,
      onClosed: (events) => {
        if (this.#running.get(key) !== shared) return;
        this.#running.delete(key);
        if (events && isWhole(events)) this.#keep(key, shared.id, events, ttlSeconds);
      },
    });
    this.#running.set(key, shared);
    return shared;
  }

  #keep(key: string, sourceId: string, events: readonly GenerationEvent[], ttlSeconds: number): void {
    this.#forget(key);
    const entry = {
      sourceId,
      events: Buffer.from(JSON.stringify(events)),
      storedAt: this.#now(),
      ttlSeconds,
    };
    this.#entries.set(key, entry);
    this.#bytes += entry.events.length;
    this.#makeRoom();
  }

  #find(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (this.#ageOf(entry) >= entry.ttlSeconds) {
      this.#forget(key);
      return undefined;
    }
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  #ageOf({ storedAt }: Entry): number {
    return (this.#now() - storedAt) / 1000;
  }

  #forget(key: string): void {
    this.#bytes -= this.#entries.get(key)?.events.length ?? 0;
    this.#entries.delete(key);
  }

  #makeRoom(): void {
    for (const key of this.#entries.keys()) {
      if (this.#bytes <= this.#bounds.bytes && this.#entries.size <= this.#bounds.entries) return;
      this.#forget(key);
    }
  }
}

/** The same for the same request of the same client. The order of fields within a schema counts: it shapes the answer. */
function keyOf({ trace: _, ...task }: Task): string {
  return createHash("sha256").update(JSON.stringify(task)).digest("base64url");
}

function isWhole(events: readonly GenerationEvent[]): boolean {
  const finishes = events.filter((event) => event.type === "finish");
  const failed = finishes.some(({ finishReason }) => finishReason === "error");
  return finishes.length > 0 && !failed && events.at(-1)?.type === "end";
}

/** Events given at once; after as many the others have their turn. */
const batch = 256;

/** The same events again. They have cost nothing. */
function replay(stored: Buffer): AnswerSource {
  return {
    async *generate(_task, signal) {
      const events = JSON.parse(stored.toString()) as GenerationEvent[];
      for (const [index, event] of events.entries()) {
        if (index % batch === batch - 1) await new Promise((resolve) => setImmediate(resolve));
        if (signal.aborted) throw signal.reason;
        if (event.type === "accepted") yield { ...event, usage: noUsage() };
        else if (event.type === "end") yield { type: "end", usage: noUsage() };
        else yield event;
      }
    },
  };
}
