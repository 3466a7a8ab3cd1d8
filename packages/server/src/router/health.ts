import { Breaker, type BreakerSettings } from "./breaker.js";
import { type Clock, systemClock } from "./clock.js";
import { Statistics } from "./statistics.js";

/** What is known of an endpoint's state. */
export interface EndpointHealth {
  breaker: Breaker;
  statistics: Statistics;
}

/** The health of all endpoints, by `endpointKey`. It outlives changes of the configuration. */
export class Health {
  readonly clock: Clock;
  readonly #settings: BreakerSettings | undefined;
  readonly #endpoints = new Map<string, EndpointHealth>();

  constructor(clock: Clock = systemClock, settings?: BreakerSettings) {
    this.clock = clock;
    this.#settings = settings;
  }

  of(key: string): EndpointHealth {
    let health = this.#endpoints.get(key);
    if (!health) {
      health = { breaker: new Breaker(this.clock, this.#settings), statistics: new Statistics(this.clock) };
      this.#endpoints.set(key, health);
    }
    return health;
  }

  /** Forgets endpoints that are no longer there. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#endpoints.keys()) if (!keys.has(key)) this.#endpoints.delete(key);
  }
}
