import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Ledger } from "../accounts/ledger.js";
import type { Generations } from "../generation/generations.js";
import type { GenerationRecord } from "../generation/record.js";
import type { GenerationRecords } from "../generation/records.js";
import type { Router } from "../router/router.js";
import type { Admission } from "./admission/admission.js";
import { shareWithCluster } from "./cluster-metrics.js";
import { EndpointMetrics } from "./endpoint-metrics.js";

/** What is asked when somebody looks at the metrics. */
export interface MetricsSources {
  router: Router;
  records: GenerationRecords;
  generations: Generations;
  admission: Admission;
  ledger: Ledger;
  /** Why each of the stores can't be reached; null: it can. */
  stores: () => Record<string, string | null>;
  /** How many log lines could not be written; absent: nobody counts. */
  droppedLogLines?: (() => number) | undefined;
  /** The metrics of all processes that serve together; absent: this one is alone. */
  ofAll?: (() => Promise<string>) | undefined;
}

/** Prometheus metrics of one server. */
export class Metrics {
  readonly registry = new Registry();
  readonly #ofAll: (() => Promise<string>) | undefined;
  readonly #requests: Counter<"method" | "route" | "status">;
  readonly #tokens: Counter<"model" | "kind">;
  readonly #answers: Counter<"model" | "finish_reason">;
  readonly #firstToken: Histogram<"model">;
  readonly #duration: Histogram<"model">;
  readonly #cached: Counter<"status">;
  readonly #endpoints: EndpointMetrics;

  constructor({
    router,
    records,
    generations,
    admission,
    ledger,
    stores,
    droppedLogLines,
    ofAll,
  }: MetricsSources) {
    const { models } = router;
    this.#ofAll = ofAll;
    if (ofAll) shareWithCluster(this.registry);
    this.#endpoints = new EndpointMetrics(this.registry, router);
    const registers = [this.registry];
    const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Counter({
      name: "openrouter_http_requests_total",
      help: "Requests answered, by route and status",
      labelNames: ["method", "route", "status"],
      registers,
    });
    this.#tokens = new Counter({
      name: "openrouter_tokens_total",
      help: "Tokens by kind: prompt, cached (part of prompt), completion",
      labelNames: ["model", "kind"],
      registers,
    });
    this.#answers = new Counter({
      name: "openrouter_generations_total",
      help: "Generations by how they ended",
      labelNames: ["model", "finish_reason"],
      registers,
    });
    this.#firstToken = new Histogram({
      name: "openrouter_time_to_first_token_seconds",
      help: "From the request to the first text of the answer",
      labelNames: ["model"],
      buckets,
      registers,
    });
    this.#duration = new Histogram({
      name: "openrouter_generation_seconds",
      help: "Time spent on the tokens of the answer",
      labelNames: ["model"],
      buckets,
      registers,
    });
    this.#cached = new Counter({
      name: "openrouter_response_cache_requests_total",
      help: "Requests that asked for the response cache, by whether it had the answer: hit, miss",
      labelNames: ["status"],
      registers,
    });
    new Counter({
      name: "openrouter_records_lost_total",
      help: "Records of generations that could not be kept",
      registers,
      collect() {
        this.reset();
        this.inc(records.lost);
      },
    });
    if (droppedLogLines) {
      new Counter({
        name: "openrouter_log_lines_dropped_total",
        help: "Log lines that could not be written",
        registers,
        collect() {
          this.reset();
          this.inc(droppedLogLines());
        },
      });
    }
    new Gauge({
      name: "openrouter_answers_running",
      help: "Answers in progress, and those that clients are still reading",
      registers,
      collect() {
        this.set(generations.size);
      },
    });
    new Gauge({
      name: "openrouter_requests_waiting",
      help: "Requests that wait for a place, where all that a limit allows at the same time are taken",
      registers,
      collect() {
        this.set(ledger.waiting);
      },
    });
    new Gauge({
      name: "openrouter_records_waiting",
      help: "Records of generations in memory that are not written yet",
      registers,
      collect() {
        this.set(records.health.waiting);
      },
    });
    new Gauge({
      name: "openrouter_records_on_disk_bytes",
      help: "Records of generations on disk that wait for a database that does not take them",
      registers,
      collect() {
        this.set(records.health.onDisk);
      },
    });
    new Gauge({
      name: "openrouter_store_reached",
      help: "1: the store answers, 0: it can't be reached. keys and records are in the database",
      labelNames: ["store"],
      registers,
      collect() {
        for (const [store, error] of Object.entries(stores())) this.set({ store }, error === null ? 1 : 0);
      },
    });
    new Gauge({
      name: "openrouter_large_bodies",
      help: "Large bodies that are being parsed and checked, and that wait for it",
      labelNames: ["state"],
      registers,
      collect() {
        for (const [state, count] of Object.entries(admission.load)) this.set({ state }, count);
      },
    });
    new Gauge({
      name: "openrouter_engine_requests",
      help: "Requests in the engine: running, waiting, and how many can run at once",
      labelNames: ["model", "state"],
      registers,
      collect() {
        for (const { id, endpoints } of models.list) {
          for (const { provider, model } of endpoints) {
            const load = provider.load?.(model);
            if (!load) continue;
            for (const state of ["running", "waiting", "capacity"] as const)
              this.set({ model: id, state }, load[state]);
          }
        }
      },
    });
  }

  /** As Prometheus reads them. */
  text(): Promise<string> {
    return this.#ofAll ? this.#ofAll() : this.registry.metrics();
  }

  countRequest(method: string, route: string, status: number): void {
    this.#requests.inc({ method, route, status: String(status) });
  }

  countCached(hit: boolean): void {
    this.#cached.inc({ status: hit ? "hit" : "miss" });
  }

  countGeneration(record: GenerationRecord): void {
    const { model } = record;
    this.#tokens.inc({ model, kind: "prompt" }, record.promptTokens);
    this.#tokens.inc({ model, kind: "cached" }, record.cachedTokens);
    this.#tokens.inc({ model, kind: "completion" }, record.completionTokens);
    const finish = record.cancelled ? "cancelled" : (record.finishReason ?? "error");
    this.#answers.inc({ model, finish_reason: finish });
    if (record.latencyMs !== null) this.#firstToken.observe({ model }, record.latencyMs / 1000);
    this.#duration.observe({ model }, record.generationMs / 1000);
    this.#endpoints.count(record);
  }
}
