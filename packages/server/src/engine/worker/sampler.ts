import type { GrammarMatcher } from "../grammar/grammar-matcher.js";
import type { SamplingOptions } from "../types.js";
import { mostProbable } from "./most-probable.js";
import { randomNumbers } from "./random.js";
import type { TokenChoice } from "./token-choice.js";
import type { Vocabulary } from "./vocabulary.js";

/** Memory to draw in; one for all samplers. */
export interface SamplingSpace {
  choice: TokenChoice;
  /** As long as the vocabulary. */
  logits: Float32Array;
}

/** Draws the tokens of one answer; keeps its penalties, grammar and random numbers. */
export class TokenSampler {
  readonly #vocabulary: Vocabulary;
  readonly #sampling: SamplingOptions;
  /** What the whole answer must match. */
  readonly #grammar: GrammarMatcher | undefined;
  readonly #space: SamplingSpace;
  readonly #random: () => number;
  readonly #bias: readonly (readonly [token: number, bias: number])[];
  /** How often each token occurred. */
  readonly #drawn = new Map<number, number>();

  constructor(
    vocabulary: Vocabulary,
    space: SamplingSpace,
    sampling: SamplingOptions,
    grammar?: GrammarMatcher,
  ) {
    this.#vocabulary = vocabulary;
    this.#space = space;
    this.#sampling = sampling;
    this.#grammar = grammar;
    this.#random = randomNumbers(sampling.seed);
    this.#bias = Object.entries(sampling.logitBias ?? {})
      .map(([token, bias]) => [Number(token), bias] as const)
      .filter(([token]) => token < vocabulary.size);
  }

  /** The next token, or −1 when nothing can follow. */
  next(modelLogits: Float32Array): number {
    const logits = this.#adjust(modelLogits);
    const token = this.#grammar ? this.#drawWithin(this.#grammar, logits) : this.#draw(logits);
    if (token >= 0 && this.#penalises) this.#drawn.set(token, (this.#drawn.get(token) ?? 0) + 1);
    return token;
  }

  /** To ask the grammar for one token is cheap, for all of them dear: it is asked for all when one is refused. */
  #drawWithin(grammar: GrammarMatcher, logits: Float32Array): number {
    let token = this.#draw(logits);
    if (token < 0) return token;
    if (!grammar.allows(token)) {
      grammar.mask(logits);
      token = this.#draw(logits);
    }
    if (token < 0 || this.#vocabulary.endsGeneration(token)) return token;
    grammar.accept(token);
    return token;
  }

  #draw(logits: Float32Array): number {
    const { temperature, topK, topP, minP, topA } = this.#sampling;
    if (temperature === 0) return mostProbable(logits);
    const { choice } = this.#space;
    if (!choice.begin(logits)) return -1;
    const least = topA > 0 ? Math.max(minP, topA * choice.highestProbability()) : minP;
    if (topK > 0) choice.keepMostProbable(topK);
    if (topP < 1) choice.keepNucleus(topP);
    if (least > 0) choice.keepAbove(least);
    return choice.draw(temperature, this.#random());
  }

  get #penalises(): boolean {
    const { frequencyPenalty, presencePenalty, repetitionPenalty } = this.#sampling;
    return frequencyPenalty !== 0 || presencePenalty !== 0 || repetitionPenalty !== 1;
  }

  /** The logits with bias and penalties: a copy, unless there is nothing to change. */
  #adjust(modelLogits: Float32Array): Float32Array {
    if (!this.#grammar && this.#bias.length === 0 && this.#drawn.size === 0) return modelLogits;
    const { logits } = this.#space;
    logits.set(modelLogits);
    for (const [token, bias] of this.#bias) logits[token]! += bias;
    const { frequencyPenalty, presencePenalty, repetitionPenalty } = this.#sampling;
    for (const [token, count] of this.#drawn) {
      const logit = logits[token]!;
      const repeated = logit > 0 ? logit / repetitionPenalty : logit * repetitionPenalty;
      logits[token] = repeated - count * frequencyPenalty - presencePenalty;
    }
    return logits;
  }
}
