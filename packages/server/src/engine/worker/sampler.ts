import { randomInt } from "node:crypto";
import type { SamplingOptions } from "../types.js";
import type { GrammarGuard } from "./grammar-guard.js";
import type { Native, NativeGrammarState, NativeSampler, NativeSamplerConfig } from "./native.js";
import type { Vocabulary } from "./vocabulary.js";

/** What the whole answer must match. */
export interface AnswerGrammar {
  state: NativeGrammarState;
  guard: GrammarGuard;
}

/** Draws the tokens of one answer; keeps its penalties, grammar state and random numbers. */
export class TokenSampler {
  readonly #native: Native;
  readonly #vocabulary: Vocabulary;
  readonly #sampling: SamplingOptions;
  readonly #grammar: AnswerGrammar | undefined;
  readonly #sampler: NativeSampler;
  readonly #config: NativeSamplerConfig;
  #probe: NativeSampler | undefined;
  /** Tokens that can't come next. */
  #forbidden: readonly number[] = [];
  #drawn: number[] = [];

  constructor(native: Native, vocabulary: Vocabulary, sampling: SamplingOptions, grammar?: AnswerGrammar) {
    this.#native = native;
    this.#vocabulary = vocabulary;
    this.#sampling = sampling;
    this.#grammar = grammar;
    this.#config = baseConfig(sampling, native.contextLength, grammar?.state);
    this.#sampler = native.createSampler();
    this.#configure();
  }

  /** The next token, or −1 when nothing can follow. */
  async next(logits: number): Promise<number> {
    if (this.#sampling.topA > 0) this.#configure(await this.#topAThreshold(logits));
    const token = await this.#native.context.sampleToken(logits, this.#sampler);
    this.#drawn.push(token);
    this.#guardNext(token);
    return token;
  }

  dispose(): void {
    this.#sampler.dispose();
    this.#probe?.dispose();
  }

  #configure(minP = this.#sampling.minP): void {
    this.#sampler.applyConfig({
      ...this.#config,
      ...this.#biases(),
      repeatPenaltyTokens: Uint32Array.from(this.#drawn),
      ...(minP > 0 ? { minP } : {}),
    });
  }

  /** `p ≥ topA × pmax²` is `p ≥ minP × pmax` with `minP = topA × pmax`, once pmax is known. */
  async #topAThreshold(logits: number): Promise<number> {
    this.#probe ??= this.#native.createSampler();
    const { topK: _topK, topP: _topP, ...config } = this.#config;
    const grammar = this.#grammar?.state.clone();
    this.#probe.applyConfig({
      ...config,
      ...this.#biases(),
      temperature: 0,
      repeatPenaltyTokens: Uint32Array.from(this.#drawn),
      ...(grammar ? { grammarEvaluationState: grammar.handle } : {}),
    });
    const [, , highest = 1] = await this.#native.context.sampleToken(logits, this.#probe, false, true);
    return Math.max(this.#sampling.minP, this.#sampling.topA * highest);
  }

  #biases(): Pick<NativeSamplerConfig, "tokenBiasKeys" | "tokenBiasValues"> {
    const biases = new Map<number, number>();
    for (const [token, bias] of Object.entries(this.#sampling.logitBias ?? {}))
      biases.set(Number(token), bias);
    for (const token of this.#grammar?.guard.never ?? []) biases.set(token, -Infinity);
    for (const token of this.#forbidden) biases.set(token, -Infinity);
    if (biases.size === 0) return {};
    return {
      tokenBiasKeys: Uint32Array.from(biases.keys()),
      tokenBiasValues: Float32Array.from(biases.values()),
    };
  }

  #guardNext(token: number): void {
    if (!this.#grammar || token < 0) return;
    const forbidden = this.#grammar.guard.after(this.#vocabulary.text(token));
    if (forbidden.length === 0 && this.#forbidden.length === 0) return;
    this.#forbidden = forbidden;
    this.#configure();
  }
}

/** What stays the same from token to token. */
function baseConfig(
  sampling: SamplingOptions,
  contextLength: number,
  grammar: NativeGrammarState | undefined,
): NativeSamplerConfig {
  const config: NativeSamplerConfig = {
    temperature: sampling.temperature,
    seed: sampling.seed === undefined ? randomInt(unseededValue) : samplerSeed(sampling.seed),
  };
  if (sampling.topK > 0) config.topK = sampling.topK;
  if (sampling.topP < 1) config.topP = sampling.topP;
  const { frequencyPenalty, presencePenalty, repetitionPenalty } = sampling;
  if (frequencyPenalty !== 0 || presencePenalty !== 0 || repetitionPenalty !== 1) {
    config.repeatPenalty = repetitionPenalty;
    config.repeatPenaltyMaxTokens = contextLength;
    config.repeatPenaltyFrequencyPenalty = frequencyPenalty;
    config.repeatPenaltyPresencePenalty = presencePenalty;
  }
  if (grammar) config.grammarEvaluationState = grammar.handle;
  return config;
}

/** The library takes this seed for "none". */
const unseededValue = 0xffffffff;

/** A 32-bit seed for any number; whole numbers from 0 that fit stay as they are, so that they stay apart. */
export function samplerSeed(seed: number): number {
  if (Number.isInteger(seed) && seed >= 0 && seed < unseededValue) return seed;
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(String(seed))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash === unseededValue ? 0 : hash;
}
