/** What the search for a model's file is doing. */
export type ModelProgress =
  | { phase: "connecting"; source: string }
  /** Bytes so far and in all. */
  | { phase: "downloading"; source: string; received: number; total: number }
  /** Another process fetches the file; so far it has these bytes. */
  | { phase: "waiting"; received: number; total: number }
  | { phase: "verifying"; source: string }
  /** The source was given up; the next one is tried. */
  | { phase: "failed"; source: string; reason: string }
  /** The default model can't be had; the light one is taken in its place. */
  | { phase: "fallback"; from: string; to: string; reason: string };

export type OnModelProgress = (progress: ModelProgress) => void;
