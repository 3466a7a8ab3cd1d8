export interface Edge {
  readonly lo: number;
  readonly hi: number;
  readonly to: number;
}

export interface DfaState {
  readonly accept: boolean;
  /** Sorted by `lo`, disjoint. A character without an edge leads nowhere. */
  readonly edges: readonly Edge[];
}

/**
 * A regular set of texts over Unicode scalar values. State 0 is the start. Every value of this type is
 * minimal and numbered breadth first, so two of them hold the same texts exactly when their keys are equal.
 */
export interface Dfa {
  readonly states: readonly DfaState[];
  readonly key: string;
}
