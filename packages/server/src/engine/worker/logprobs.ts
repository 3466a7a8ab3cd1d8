import type { TokenLogprob, TokenLogprobs } from "../types.js";
import type { Vocabulary } from "./vocabulary.js";

/** The model's own probabilities of the next token, before bias, penalties, grammar and truncation. */
export class NextTokenLogprobs {
  readonly #vocabulary: Vocabulary;
  readonly #logits: Float32Array;
  /** The logarithm of the sum of all exponentials. */
  readonly #whole: number;
  readonly #top: TokenLogprob[];

  constructor(vocabulary: Vocabulary, logits: Float32Array, alternatives: number) {
    this.#vocabulary = vocabulary;
    this.#logits = logits;
    let highest = -Infinity;
    for (const logit of logits) if (logit > highest) highest = logit;
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - highest);
    this.#whole = highest + Math.log(sum);
    this.#top = leading(logits, alternatives).map((token) => this.#describe(token));
  }

  of(token: number): TokenLogprobs {
    return { ...this.#describe(token), top: this.#top };
  }

  #describe(token: number): TokenLogprob {
    const bytes = this.#vocabulary.name(token);
    const logprob = Math.min(0, this.#logits[token]! - this.#whole);
    return { token: Buffer.from(bytes).toString("utf8"), bytes: [...bytes], logprob };
  }
}

/** The tokens with the highest logits, from the highest down. */
function leading(logits: Float32Array, count: number): number[] {
  const tokens: number[] = [];
  if (count === 0) return tokens;
  for (let token = 0; token < logits.length; token++) {
    if (tokens.length === count && logits[token]! <= logits[tokens[count - 1]!]!) continue;
    let place = tokens.length;
    while (place > 0 && logits[tokens[place - 1]!]! < logits[token]!) place--;
    tokens.splice(place, 0, token);
    if (tokens.length > count) tokens.pop();
  }
  return tokens;
}
