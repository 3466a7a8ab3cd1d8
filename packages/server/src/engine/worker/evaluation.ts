import type { LlamaContext } from "../llama/context.js";
import type { Sequence } from "./sequences.js";

/** Tokens that follow those of one sequence. */
export interface Part {
  readonly sequence: Sequence;
  readonly tokens: ArrayLike<number>;
  /** Logits are wanted from this token on; its length: none are. */
  readonly wantedFrom: number;
}

/** Evaluates the parts at once; each has its logits until the next evaluation, by the index of the token. */
export function evaluate<P extends Part>(
  context: LlamaContext,
  parts: readonly P[],
  threads?: number,
): { part: P; logits: (index: number) => Float32Array }[] {
  // The library evaluates together only sequences that are neighbours, in their order.
  const ordered = [...parts].sort((one, other) => one.sequence.id - other.sequence.id);
  context.beginBatch();
  const placed = ordered.map((part) => {
    const { sequence, tokens, wantedFrom } = part;
    let first = 0;
    for (let index = 0; index < tokens.length; index++) {
      const position = sequence.tokens.length + index;
      const place = context.add(sequence.id, position, tokens[index]!, index >= wantedFrom);
      if (index === 0) first = place;
    }
    return { part, logits: (index: number) => context.logits(first + index) };
  });
  context.evaluate(threads);
  for (const { sequence, tokens } of ordered) {
    for (let index = 0; index < tokens.length; index++) sequence.tokens.push(tokens[index]!);
  }
  return placed;
}
