/** How long a provider may be silent, in milliseconds. */
export interface Timeouts {
  /** Until it has taken the connection. */
  connectMs: number;
  /** From the request to the first part of the answer. */
  firstTokenMs: number;
  /** Between two parts of the answer. */
  idleMs: number;
  /** For the whole answer. */
  totalMs: number;
}

export const defaultTimeouts: Timeouts = {
  connectMs: 5_000,
  firstTokenMs: 60_000,
  idleMs: 30_000,
  totalMs: 600_000,
};
