import type { ApiError, Fault } from "../generation/api-error.js";
import type { Clock } from "./clock.js";
import { faultOf } from "./fault.js";
import type { BreakerNews } from "./peers.js";

export interface BreakerSettings {
  /** Failures in a row that trip it. */
  failures: number;
  /** How long nobody is sent, in milliseconds; twice as long after each failed probe, up to `longestMs`. */
  openMs: number;
  longestMs: number;
}

export const defaultBreaker: BreakerSettings = { failures: 3, openMs: 10_000, longestMs: 60_000 };

/** How long an endpoint rests whose key is refused, and one that says "too many requests" without saying how long. */
const deadKeyMs = 60_000;
const restMs = 5_000;

export type BreakerState = "closed" | "open" | "half-open";

/** What failures mean for the endpoint. Anything else is not its fault. */
const restful: ReadonlySet<Fault> = new Set(["rate_limit", "key"]);
const trips: ReadonlySet<Fault> = new Set(["unavailable", "timeout", "stalled", "cut", "garbage"]);

/** Keeps requests away from an endpoint that fails, and lets one through now and then to see whether it still does. */
export class Breaker {
  readonly #clock: Clock;
  readonly #settings: BreakerSettings;
  readonly #tell: (news: BreakerNews) => void;
  #inARow = 0;
  #failedAt = 0;
  #openings = 0;
  #openUntil = 0;
  #restUntil = 0;
  #tripped = false;
  #probing = false;

  /** `tell` hears of what changes its state, to `hear` it elsewhere. Default: nobody does. */
  constructor(
    clock: Clock,
    settings: BreakerSettings = defaultBreaker,
    tell: (news: BreakerNews) => void = () => {},
  ) {
    this.#clock = clock;
    this.#settings = settings;
    this.#tell = tell;
  }

  get state(): BreakerState {
    if (!this.#tripped) return "closed";
    return this.#clock.now() < this.#openUntil ? "open" : "half-open";
  }

  /** Milliseconds until a request may be sent; 0: now. */
  get waitMs(): number {
    const now = this.#clock.now();
    const open = this.#tripped ? Math.max(this.#openUntil - now, this.#probing ? 1_000 : 0) : 0;
    return Math.max(0, open, this.#restUntil - now);
  }

  /** Resting because of the provider's limits, not because it fails. */
  get limited(): boolean {
    return this.#clock.now() < this.#restUntil;
  }

  /** Whether a request may be sent now. If it is the probe, the next one must wait for what becomes of it. */
  admit(): boolean {
    if (this.waitMs > 0) return false;
    if (this.#tripped) {
      this.#probing = true;
      this.#tell({ type: "probing" });
    }
    return true;
  }

  succeeded(): void {
    if (this.#tripped || this.#inARow > 0) this.#tell({ type: "recovered" });
    this.#recover();
  }

  /** What another process has seen of the same endpoint. */
  hear(news: BreakerNews): void {
    const now = this.#clock.now();
    if (news.type === "recovered") this.#recover();
    else if (news.type === "failed") this.#fail(news.fault, news.retryAfterMs, now - news.tookMs);
    // The probe's end is told too, unless its process has ended: then it is time for another.
    else if (this.#tripped) this.#openUntil = Math.max(this.#openUntil, now + this.#settings.openMs);
  }

  #recover(): void {
    this.#inARow = 0;
    this.#openings = 0;
    this.#tripped = false;
    this.#probing = false;
  }

  /** The request ended for a reason that says nothing about the endpoint. */
  released(): void {
    this.#probing = false;
  }

  /** `startedAt` is when the request was sent. */
  failed(error: ApiError, startedAt: number): void {
    const { retryAfterMs } = error.details;
    const fault = faultOf(error);
    this.#probing = false;
    const tookMs = this.#clock.now() - startedAt;
    if (restful.has(fault) || trips.has(fault)) this.#tell({ type: "failed", fault, retryAfterMs, tookMs });
    this.#fail(fault, retryAfterMs, startedAt);
  }

  #fail(fault: Fault, retryAfterMs: number | undefined, startedAt: number): void {
    const now = this.#clock.now();
    if (fault === "rate_limit") this.#restUntil = now + (retryAfterMs ?? restMs);
    else if (fault === "key") this.#restUntil = now + (retryAfterMs ?? deadKeyMs);
    else if (trips.has(fault)) {
      // What was under way at the last failure failed with it: one incident, however many requests it hit.
      if (startedAt >= this.#failedAt) this.#inARow++;
      this.#failedAt = now;
      if (retryAfterMs) this.#restUntil = now + retryAfterMs;
      if (this.#tripped || this.#inARow >= this.#settings.failures) this.#trip(now);
    }
  }

  #trip(now: number): void {
    const { openMs, longestMs } = this.#settings;
    this.#tripped = true;
    this.#openUntil = now + Math.min(openMs * 2 ** this.#openings, longestMs);
    this.#openings++;
  }
}
