import { Breaker, type BreakerSettings } from "./breaker.js";
import { type Clock, systemClock } from "./clock.js";
import type { BreakerNews, Peers } from "./peers.js";
import { Statistics } from "./statistics.js";

/** What is known of an endpoint's state. */
export interface EndpointHealth {
  breaker: Breaker;
  statistics: Statistics;
  quota: Quota;
}

/** What a provider has said of its own limits. */
export class Quota {
  readonly #clock: Clock;
  #emptyUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Nothing more is taken until then, so asking can wait until nobody else is left. */
  get empty(): boolean {
    return this.#clock.now() < this.#emptyUntil;
  }

  /** Undefined: something is left. */
  usedUpFor(ms: number | undefined): void {
    this.#emptyUntil = ms === undefined ? 0 : this.#clock.now() + ms;
  }
}

/** The health of all endpoints, by `endpointKey`. It outlives changes of the configuration. */
export class Health {
  readonly clock: Clock;
  /** Who judges the same endpoints, if this process is one of several. */
  readonly peers: Peers | undefined;
  readonly #settings: BreakerSettings | undefined;
  readonly #endpoints = new Map<string, EndpointHealth>();

  constructor(clock: Clock = systemClock, settings?: BreakerSettings, peers?: Peers) {
    this.clock = clock;
    this.#settings = settings;
    this.peers = peers;
    peers?.hear((news) => {
      if (news.about === "endpoint") this.of(news.endpoint).breaker.hear(news.news);
    });
  }

  of(key: string): EndpointHealth {
    let health = this.#endpoints.get(key);
    if (!health) {
      const tell = (news: BreakerNews) => this.peers?.tell({ about: "endpoint", endpoint: key, news });
      const breaker = new Breaker(this.clock, this.#settings, tell);
      health = { breaker, statistics: new Statistics(this.clock), quota: new Quota(this.clock) };
      this.#endpoints.set(key, health);
    }
    return health;
  }

  /** Forgets endpoints that are no longer there. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#endpoints.keys()) if (!keys.has(key)) this.#endpoints.delete(key);
  }
}
