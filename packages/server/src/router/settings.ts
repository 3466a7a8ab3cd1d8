/** How hard a router tries. */
export interface RouterSettings {
  /** Most tries for one request, hops after the first content included. */
  attempts: number;
  /** Time for all tries until the first content, in milliseconds. */
  deadlineMs: number;
  /** The longest that is waited for a provider that asks to, in milliseconds. */
  longestWaitMs: number;
  /** Whether answers that break off are continued elsewhere. */
  survive: boolean;
  /** What becomes of an answer whose client is gone: it is stopped, or read to its end. */
  onDisconnect: "cancel" | "drain";
  /** Milliseconds of silence after which a second endpoint is asked too; whoever speaks first answers. */
  hedgeMs: number;
}

export const defaultRouterSettings: RouterSettings = {
  attempts: 8,
  deadlineMs: 120_000,
  longestWaitMs: 10_000,
  survive: true,
  onDisconnect: "cancel",
  hedgeMs: Number.POSITIVE_INFINITY,
};
