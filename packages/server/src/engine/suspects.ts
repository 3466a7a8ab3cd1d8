import { createHash } from "node:crypto";
import { EngineError, type GenerateRequest } from "./types.js";

/** Ends of the engine during a request after which it is refused. */
const limit = 2;
/** Milliseconds that an end is remembered. */
const memory = 10 * 60_000;
/** Requests remembered; the oldest is forgotten first. */
const most = 256;

interface Ends {
  count: number;
  /** On the clock of `now`. */
  until: number;
  last: unknown;
}

type Content = Pick<GenerateRequest, "messages" | "text" | "grammar">;

/**
 * Remembers, by a hash, the requests during which the engine's process ended. One that was there twice is refused for
 * ten minutes: it may be what ends it. An answer that completes clears its request.
 */
export class Suspects {
  readonly #ends = new Map<string, Ends>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** To be called when the engine ended during the request; the same end of several requests alike counts once. */
  add(request: Content, end: unknown): void {
    const key = hashOf(request);
    const known = this.#current(key);
    if (known?.last === end) return;
    this.#ends.delete(key);
    this.#ends.set(key, { count: (known?.count ?? 0) + 1, until: this.#now() + memory, last: end });
    if (this.#ends.size > most) this.#ends.delete(this.#ends.keys().next().value!);
  }

  clear(request: Content): void {
    if (this.#ends.size > 0) this.#ends.delete(hashOf(request));
  }

  /** Throws `request_refused`. */
  check(request: Content): void {
    if (this.#ends.size === 0) return;
    const found = this.#current(hashOf(request));
    if (!found || found.count < limit) return;
    const retryAfterSeconds = Math.ceil((found.until - this.#now()) / 1000);
    throw new EngineError(
      "request_refused",
      `The engine's process ended ${found.count} times during this request; it is refused for another ${retryAfterSeconds} seconds`,
      { retryAfterSeconds },
    );
  }

  #current(key: string): Ends | undefined {
    const found = this.#ends.get(key);
    if (found && found.until <= this.#now()) {
      this.#ends.delete(key);
      return undefined;
    }
    return found;
  }
}

function hashOf({ messages, text, grammar }: Content): string {
  return createHash("sha256")
    .update(JSON.stringify([messages, text, grammar]))
    .digest("base64");
}
