import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { GenerationRecord } from "../generation/record.js";
import { endpointKey } from "../router/endpoint.js";
import type { Router } from "../router/router.js";

/** Prometheus metrics of the endpoints that a router asks. */
export class EndpointMetrics {
  readonly #attempts: Counter<"model" | "endpoint" | "outcome">;
  readonly #faults: Counter<"model" | "endpoint" | "fault">;
  readonly #firstToken: Histogram<"model" | "endpoint">;

  constructor(registry: Registry, router: Router) {
    const registers = [registry];
    this.#attempts = new Counter({
      name: "openrouter_endpoint_requests_total",
      help: "Requests to endpoints, by what became of them: answered, or the kind of the failure",
      labelNames: ["model", "endpoint", "outcome"],
      registers,
    });
    this.#faults = new Counter({
      name: "openrouter_endpoint_faults_total",
      help: "Failures of endpoints by class: request, unsupported, refused, key, rate_limit, busy, unavailable, timeout, stalled, cut, garbage",
      labelNames: ["model", "endpoint", "fault"],
      registers,
    });
    this.#firstToken = new Histogram({
      name: "openrouter_endpoint_first_token_seconds",
      help: "From the request to an endpoint to the first content of its answer",
      labelNames: ["model", "endpoint"],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
      registers,
    });
    const states = { closed: 0, "half-open": 1, open: 2 } as const;
    const gauge = (name: string, help: string, value: (key: string) => number | undefined) =>
      new Gauge({
        name,
        help,
        labelNames: ["model", "endpoint"],
        registers,
        collect() {
          this.reset();
          for (const { id, endpoints } of router.models.list) {
            for (const endpoint of endpoints) {
              const now = value(endpointKey(id, endpoint));
              if (now !== undefined) this.set({ model: id, endpoint: endpoint.slug }, now);
            }
          }
        },
      });
    gauge(
      "openrouter_endpoint_breaker_state",
      "0: closed, 1: half-open, 2: open",
      (key) => states[router.health.of(key).breaker.state],
    );
    gauge(
      "openrouter_endpoint_tokens_per_second",
      "Median over the last five minutes",
      (key) => router.health.of(key).statistics.throughput()?.p50,
    );
  }

  count({ attempts }: GenerationRecord): void {
    for (const { model, endpoint, provider, errorType, fault, latencyMs, status } of attempts) {
      const labels = { model, endpoint: endpoint ?? provider };
      if (errorType === null && status === null) this.#attempts.inc({ ...labels, outcome: "cancelled" });
      else this.#attempts.inc({ ...labels, outcome: errorType ?? "answered" });
      if (fault) this.#faults.inc({ ...labels, fault });
      if (errorType === null && latencyMs !== null) this.#firstToken.observe(labels, latencyMs / 1000);
    }
  }
}
