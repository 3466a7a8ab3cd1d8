import type { TokenLogprob, TokenLogprobs } from "../types.js";
import type { Native, NativeSampler } from "./native.js";
import type { Vocabulary } from "./vocabulary.js";

/** Most probable tokens that are read in one go; more than any request may ask for. */
const headLength = 64;

/** The library's probabilities are 32-bit floats: less than this comes as 0, whose logarithm JSON can't carry. */
const leastProbability = 2 ** -149;

/** Reads the model's own probabilities of the next token, before bias, penalties, grammar and truncation. */
export class LogprobReader {
  readonly #native: Native;
  readonly #vocabulary: Vocabulary;
  readonly #whole: NativeSampler;
  readonly #head: NativeSampler;
  readonly #best: NativeSampler;

  constructor(native: Native, vocabulary: Vocabulary) {
    this.#native = native;
    this.#vocabulary = vocabulary;
    this.#whole = native.createSampler();
    this.#whole.applyConfig({ temperature: 1, seed: 0 });
    this.#head = native.createSampler();
    this.#head.applyConfig({ temperature: 1, seed: 0, topK: headLength });
    this.#best = native.createSampler();
    this.#best.applyConfig({ temperature: 0, seed: 0 });
  }

  async read(logits: number, alternatives: number): Promise<NextTokenLogprobs> {
    const head = await this.#headLogprobs(logits);
    const top = [...head.entries()]
      .slice(0, alternatives)
      .map(([token, logprob]) => this.#describe(token, logprob));
    return {
      of: async (token) => {
        const logprob =
          head.get(token) ?? (await this.#wholeLogprobs(logits)).get(token) ?? Math.log(leastProbability);
        return { ...this.#describe(token, logprob), top };
      },
    };
  }

  /**
   * The whole distribution costs as much as evaluating a small model. The head's proportions and the best token's
   * share of the whole give the same numbers.
   */
  async #headLogprobs(logits: number): Promise<Map<number, number>> {
    if (this.#vocabulary.size <= headLength) return this.#wholeLogprobs(logits);
    const { context } = this.#native;
    const [, proportions = []] = await context.sampleToken(logits, this.#head, true, false);
    const [, , share = 1] = await context.sampleToken(logits, this.#best, false, true);
    const scale = Math.log(share) - Math.log(proportions[1] ?? 1);
    return logprobMap(proportions, scale);
  }

  async #wholeLogprobs(logits: number): Promise<Map<number, number>> {
    const [, probabilities = []] = await this.#native.context.sampleToken(logits, this.#whole, true, false);
    return logprobMap(probabilities, 0);
  }

  #describe(token: number, logprob: number): TokenLogprob {
    const bytes = this.#vocabulary.name(token);
    return { token: Buffer.from(bytes).toString("utf8"), bytes: [...bytes], logprob };
  }
}

export interface NextTokenLogprobs {
  of(token: number): Promise<TokenLogprobs>;
}

/** From the most probable token down, as the library lists them. */
function logprobMap(probabilities: number[], scale: number): Map<number, number> {
  const map = new Map<number, number>();
  for (let i = 0; i < probabilities.length; i += 2) {
    map.set(
      probabilities[i]!,
      Math.min(0, Math.log(Math.max(probabilities[i + 1]!, leastProbability)) + scale),
    );
  }
  return map;
}
