export interface ServerLimits {
  /** Largest request body in bytes. Default: 10 MiB. */
  bodyBytes: number;
  /** What the bodies that are being read may take together, in bytes. Default: 256 MiB. */
  allBodiesBytes: number;
  /** Time in which a request's headers and body must arrive, in milliseconds. Default: 30 000. */
  receiveMs: number;
  /** Longest time to parse and check a large body, in milliseconds. Default: 10 000. */
  readMs: number;
  /** Longest time for one answer, waiting included, in milliseconds. Default: 600 000. */
  answerMs: number;
  /** Pause between keep-alive comments on a stream, in milliseconds. Default: 5 000. */
  keepAliveMs: number;
  /**
   * Time after which a stream begins with a comment when nothing else has come, in milliseconds: errors before it have
   * their HTTP status. Default: 1 000.
   */
  firstCommentMs: number;
  /**
   * How long an answer that can be resumed goes on, or is kept after its end, while nobody reads it, in milliseconds; 0:
   * no answer can. Default: 300 000, and 0 in one of several processes.
   */
  resumeMs: number;
  /** What the answers that can be resumed may take together, in bytes. Default: 64 MiB. */
  resumeBytes: number;
  /** Deepest nesting of arrays and objects in a body. Default: 64. */
  nesting: number;
  /** Most values in a body, entries of arrays and fields of objects at all depths. Default: 50 000. */
  values: number;
}

export const defaultLimits: ServerLimits = {
  bodyBytes: 10 * 1024 * 1024,
  allBodiesBytes: 256 * 1024 * 1024,
  receiveMs: 30_000,
  readMs: 10_000,
  answerMs: 600_000,
  keepAliveMs: 5_000,
  firstCommentMs: 1_000,
  resumeMs: 300_000,
  resumeBytes: 64 * 1024 * 1024,
  nesting: 64,
  values: 50_000,
};
