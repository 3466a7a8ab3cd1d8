import type { Cutoffs, RoutingPreferences } from "../generation/task.js";
import { type Endpoint, isNamed } from "./endpoint.js";
import type { EndpointHealth } from "./health.js";
import type { RoutedModel, Variant } from "./models.js";
import type { Tariff } from "./price.js";
import type { Percentiles } from "./statistics.js";

/** An endpoint that may answer, of a model that the request names. */
export interface Candidate {
  model: RoutedModel;
  variant?: Variant | undefined;
  endpoint: Endpoint;
  /** What it takes for this request. */
  tariff: Tariff;
  health: EndpointHealth;
}

export interface OrderBy {
  routing: RoutingPreferences;
  random: () => number;
}

type Sort = "price" | "throughput" | "latency";

/** The candidates in the order in which they are asked. */
export function orderCandidates(candidates: readonly Candidate[], { routing, random }: OrderBy): Candidate[] {
  const { order = [], service_tier: tier } = routing;
  const by = routing.sort?.by ?? sortOfVariant(candidates[0]?.variant);
  const rest = (left: readonly Candidate[]) =>
    preferred(by ? sorted(left, by) : balanced(left, random), routing);
  if (order.length > 0) return inOrder(candidates, order, rest);
  const all = rest(candidates);
  if (tier !== "priority") return all;
  return firstThose(all, ({ endpoint }) => endpoint.serviceTier === "priority");
}

function sortOfVariant(variant: Variant | undefined): Sort | undefined {
  if (variant === "nitro") return "throughput";
  return variant === "floor" ? "price" : undefined;
}

/** Those that are named, as they are named; then the others. */
function inOrder(
  candidates: readonly Candidate[],
  order: readonly string[],
  arrange: (some: readonly Candidate[]) => Candidate[],
): Candidate[] {
  let left = [...candidates];
  const result: Candidate[] = [];
  for (const name of order) {
    const named = left.filter(({ endpoint }) => isNamed(name, endpoint));
    result.push(...arrange(named));
    left = left.filter((candidate) => !named.includes(candidate));
  }
  return [...result, ...arrange(left)];
}

function sorted(candidates: readonly Candidate[], by: Sort): Candidate[] {
  const value = ({ tariff, health: { statistics } }: Candidate): number => {
    if (by === "price") return tariff.listPrice;
    if (by === "latency") return statistics.latency()?.p50 ?? Number.POSITIVE_INFINITY;
    return -(statistics.throughput()?.p50 ?? 0);
  };
  return candidates
    .map((candidate) => ({ candidate, value: value(candidate) }))
    .sort((a, b) => (a.value === b.value ? 0 : a.value - b.value))
    .map(({ candidate }) => candidate);
}

/** Healthy ones first, drawn by price; then those with an outage, the degraded, and those that are down. */
function balanced(candidates: readonly Candidate[], random: () => number): Candidate[] {
  if (candidates.length < 2) return [...candidates];
  const classes: Candidate[][] = [[], [], [], []];
  for (const candidate of candidates) classes[healthClass(candidate.health)]!.push(candidate);
  return classes.flatMap((some, index) => (index === 0 ? drawn(some, random) : sorted(some, "price")));
}

function healthClass({ statistics, breaker }: EndpointHealth): number {
  if (statistics.uptimeClass === "down") return 3;
  if (statistics.uptimeClass === "degraded") return 2;
  return statistics.outage || breaker.state !== "closed" ? 1 : 0;
}

/** One after the other, each as likely as 1/price², and less likely the more it has to do. What is free comes first. */
function drawn(candidates: readonly Candidate[], random: () => number): Candidate[] {
  const weigh = ({ tariff: { listPrice: price }, health }: Candidate) => {
    const load = 1 / (1 + health.statistics.running) ** 2;
    return { free: price === 0, weight: price === 0 ? load : load / price ** 2 };
  };
  const left = candidates.map((candidate) => ({ candidate, ...weigh(candidate) }));
  const result: Candidate[] = [];
  while (left.length > 0) {
    const free = left.some((one) => one.free);
    const pool = left.filter((one) => one.free === free);
    const point = random() * pool.reduce((sum, one) => sum + one.weight, 0);
    const taken = weightedAt(pool, point);
    result.push(taken.candidate);
    left.splice(left.indexOf(taken), 1);
  }
  return result;
}

function weightedAt<T extends { weight: number }>(pool: readonly T[], point: number): T {
  let end = 0;
  for (const one of pool) {
    end += one.weight;
    if (point < end) return one;
  }
  return pool.at(-1)!;
}

/** Those that have been seen to miss what is preferred come last. */
function preferred(candidates: Candidate[], routing: RoutingPreferences): Candidate[] {
  const { preferred_max_latency: latency, preferred_min_throughput: throughput } = routing;
  if (!latency && !throughput) return candidates;
  return firstThose(candidates, ({ health: { statistics } }) => {
    const slow = latency && misses(latency, statistics.latency(), (seen, most) => seen > most);
    return (
      !slow && !(throughput && misses(throughput, statistics.throughput(), (seen, least) => seen < least))
    );
  });
}

function misses(
  cutoffs: Cutoffs,
  seen: Percentiles | undefined,
  worse: (seen: number, cutoff: number) => boolean,
): boolean {
  if (!seen) return false;
  return (["p50", "p75", "p90", "p99"] as const).some((name) => {
    const cutoff = cutoffs[name];
    if (cutoff === undefined) return false;
    return worse(seen[name], cutoff);
  });
}

/** Those whose provider has said that its limit is used up come last, whatever the order. */
export function usedUpLast(candidates: Candidate[]): Candidate[] {
  return firstThose(candidates, ({ health }) => !health.quota.empty);
}

function firstThose(candidates: Candidate[], is: (candidate: Candidate) => boolean): Candidate[] {
  return [...candidates.filter(is), ...candidates.filter((candidate) => !is(candidate))];
}
