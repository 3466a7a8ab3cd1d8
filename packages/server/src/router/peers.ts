import type { Fault } from "../generation/api-error.js";

/** What one process has seen of an endpoint that the others have to know, so that all judge it alike. */
export type BreakerNews =
  | {
      type: "failed";
      fault: Fault;
      retryAfterMs?: number | undefined;
      /** Milliseconds since the request was sent. */
      tookMs: number;
    }
  | { type: "recovered" }
  /** One request tries an endpoint that failed: one at a time is enough. */
  | { type: "probing" };

/** What the processes of one service tell each other. */
export type News =
  | { about: "endpoint"; endpoint: string; news: BreakerNews }
  | { about: "conversation"; conversation: string; endpoint: string };

/** The other processes of the same service. */
export interface Peers {
  tell(news: News): void;
  /** Calls `listener` with what they tell. */
  hear(listener: (news: News) => void): void;
}
