/** What the search for a model's file is doing. */
export type ModelProgress =
  | { phase: "connecting"; source: string }
  /** Bytes so far and in all. */
  | { phase: "downloading"; source: string; received: number; total: number }
  | { phase: "verifying"; source: string }
  /** The source was given up; the next one is tried. */
  | { phase: "failed"; source: string; reason: string };

export type OnModelProgress = (progress: ModelProgress) => void;
