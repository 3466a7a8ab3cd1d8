/** Tells this process what others have changed in the database. */
export interface ChangeFeed {
  /** Whether changes are heard of within moments. While it is false, what is cached must be looked up again. */
  readonly live: boolean;
  /** Called with the `lookup` of a key that has changed; without one where any may have. */
  listen(onChange: (lookup?: string) => void): void;
  close(): Promise<void>;
}

/** A database that tells nobody: one process is all there is, or others look again. */
export const noChangeFeed: ChangeFeed = { live: false, listen: () => {}, close: async () => {} };
