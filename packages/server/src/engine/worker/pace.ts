/** Milliseconds that a running answer may be silent while prompts are evaluated. */
const longestSilence = 400;
/** Tokens; shorter slices are cut only for what a prompt ends with. */
export const leastSlice = 8;

/** How much of the prompts is evaluated between two tokens of the running answers, by what the machine did lately. */
export class Pace {
  readonly #unit: number;
  readonly #most: number;
  /** Milliseconds for one token of a prompt. */
  #promptToken: number | undefined;
  /** Milliseconds for a token of each running answer. */
  #round = 0;

  /** `unit`: the tokens that the library evaluates at once; `most`: those that one evaluation may carry. */
  constructor(unit: number, most: number) {
    this.#unit = unit;
    this.#most = most;
  }

  /** Tokens of prompts to evaluate next. Where nobody waits for a token they are never fewer than a unit. */
  sliceLength(answersRun: boolean): number {
    const fitting =
      this.#promptToken === undefined
        ? this.#unit
        : (longestSilence - (answersRun ? this.#round : 0)) / this.#promptToken;
    const least = answersRun ? leastSlice : this.#unit;
    const multiple = fitting >= this.#unit ? this.#unit : leastSlice;
    return Math.min(this.#most, Math.max(least, Math.floor(fitting / multiple) * multiple));
  }

  /** Some tokens of prompts were evaluated. */
  sliced(tokens: number, milliseconds: number): void {
    if (tokens >= leastSlice) this.#promptToken = follow(this.#promptToken, milliseconds / tokens);
  }

  /** Each running answer got a token. */
  rounded(milliseconds: number): void {
    this.#round = follow(this.#round, milliseconds);
  }
}

/** Believes at once that it takes longer, and by and by that it takes less: silence is worse than a short slice. */
function follow(known: number | undefined, measured: number): number {
  return known === undefined ? measured : Math.max(measured, known + (measured - known) / 4);
}
