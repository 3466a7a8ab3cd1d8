import type { ApiError, Fault } from "../generation/api-error.js";
import type { Clock } from "./clock.js";
import { faultOf } from "./fault.js";

export interface Percentiles {
  p50: number;
  p75: number;
  p90: number;
  p99: number;
}

interface Sample {
  at: number;
  value: number;
}

const minuteMs = 60_000;
const windowMs = 5 * minuteMs;
const dayMinutes = 24 * 60;
/** Samples kept of each kind. */
const mostSamples = 1_000;
/** Requests that it takes to judge an endpoint's uptime. */
const leastRequests = 100;
const outageMs = 30_000;

/** Failures that count against an endpoint's uptime; limits, our own requests and our keys' rights do not. */
const counted: ReadonlySet<Fault> = new Set(["unavailable", "timeout", "stalled", "cut", "garbage"]);

/** What has been seen of an endpoint: how often it answered, how soon and how fast. */
export class Statistics {
  readonly #clock: Clock;
  readonly #outcomes = new Samples();
  readonly #latencies = new Samples();
  readonly #throughputs = new Samples();
  /** By minute. */
  readonly #counts = new Map<number, { ok: number; failed: number }>();
  /** Requests under way. */
  running = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the first content; tokens of the answer and milliseconds for all of it. */
  answered({ firstMs, tokens, totalMs }: { firstMs: number; tokens: number; totalMs: number }): void {
    const at = this.#clock.now();
    this.#count(1);
    this.#latencies.add(at, firstMs / 1000);
    if (tokens > 0 && totalMs > 0) this.#throughputs.add(at, (tokens * 1000) / totalMs);
  }

  failed(error: ApiError): void {
    const fault = faultOf(error);
    const unpaid = fault === "key" && error.details.upstreamStatus !== 403;
    if (unpaid || counted.has(fault)) this.#count(0);
  }

  /** Most of what was asked in the last 30 seconds failed. */
  get outage(): boolean {
    const recent = this.#outcomes.since(this.#clock.now() - outageMs);
    const failures = recent.filter((outcome) => outcome === 0).length;
    return failures > 0 && failures * 2 >= recent.length;
  }

  /** Share of requests that were answered; undefined: there were none. */
  uptime(minutes: number): number | undefined {
    const { ok, failed } = this.#sum(minutes);
    return ok + failed === 0 ? undefined : ok / (ok + failed);
  }

  /** Judged by the last five minutes, once there is enough to judge by. */
  get uptimeClass(): "normal" | "degraded" | "down" {
    const { ok, failed } = this.#sum(5);
    if (ok + failed < leastRequests) return "normal";
    const uptime = ok / (ok + failed);
    return uptime >= 0.95 ? "normal" : uptime >= 0.8 ? "degraded" : "down";
  }

  /** Seconds until the first content. */
  latency(withinMs = windowMs): Percentiles | undefined {
    return percentiles(this.#latencies.since(this.#clock.now() - withinMs));
  }

  /** Tokens a second. */
  throughput(withinMs = windowMs): Percentiles | undefined {
    return percentiles(this.#throughputs.since(this.#clock.now() - withinMs));
  }

  #count(outcome: 0 | 1): void {
    const now = this.#clock.now();
    this.#outcomes.add(now, outcome);
    const minute = Math.floor(now / minuteMs);
    let counts = this.#counts.get(minute);
    if (!counts) {
      counts = { ok: 0, failed: 0 };
      this.#counts.set(minute, counts);
      for (const old of this.#counts.keys()) if (old < minute - dayMinutes) this.#counts.delete(old);
    }
    if (outcome === 1) counts.ok++;
    else counts.failed++;
  }

  #sum(minutes: number): { ok: number; failed: number } {
    const from = Math.floor(this.#clock.now() / minuteMs) - minutes;
    const sum = { ok: 0, failed: 0 };
    for (const [minute, { ok, failed }] of this.#counts) {
      if (minute <= from) continue;
      sum.ok += ok;
      sum.failed += failed;
    }
    return sum;
  }
}

/** The latest values of something, a bounded number of them. */
class Samples {
  readonly #ring: Sample[] = [];
  #next = 0;

  add(at: number, value: number): void {
    this.#ring[this.#next] = { at, value };
    this.#next = (this.#next + 1) % mostSamples;
  }

  since(at: number): number[] {
    return this.#ring.filter((sample) => sample.at >= at).map(({ value }) => value);
  }
}

function percentiles(values: number[]): Percentiles | undefined {
  if (values.length === 0) return undefined;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50: at(0.5), p75: at(0.75), p90: at(0.9), p99: at(0.99) };
}
