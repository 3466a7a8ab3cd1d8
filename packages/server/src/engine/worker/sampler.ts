import { randomInt } from "node:crypto";
import type { SamplingOptions } from "../types.js";
import type { Native, NativeGrammarState, NativeSampler, NativeSamplerConfig } from "./native.js";

/** Draws the tokens of one answer; keeps its penalties, grammar state and random numbers. */
export class TokenSampler {
  readonly #native: Native;
  readonly #sampler: NativeSampler;
  readonly #config: NativeSamplerConfig;
  readonly #topA: number;
  readonly #minP: number;
  readonly #grammar: NativeGrammarState | undefined;
  #probe: NativeSampler | undefined;
  #tokens: number[] = [];

  constructor(native: Native, sampling: SamplingOptions, grammar?: NativeGrammarState) {
    this.#native = native;
    this.#config = samplerConfig(sampling, native.contextLength, grammar);
    this.#topA = sampling.temperature === 0 ? 0 : sampling.topA;
    this.#minP = sampling.minP;
    this.#grammar = grammar;
    this.#sampler = native.createSampler();
    this.#sampler.applyConfig(this.#config);
  }

  /** The next token, or −1 when nothing can follow. */
  async next(logits: number): Promise<number> {
    if (this.#topA > 0) await this.#applyTopA(logits);
    return this.#native.context.sampleToken(logits, this.#sampler);
  }

  dispose(): void {
    this.#sampler.dispose();
    this.#probe?.dispose();
  }

  /** `p ≥ topA × pmax²` is `p ≥ minP × pmax` with `minP = topA × pmax`, once pmax is known. */
  async #applyTopA(logits: number): Promise<void> {
    const history = Uint32Array.from(this.#tokens);
    this.#probe ??= this.#native.createSampler();
    const { topK: _topK, topP: _topP, minP: _minP, ...biased } = this.#config;
    const state = this.#grammar?.clone();
    this.#probe.applyConfig({
      ...biased,
      temperature: 0,
      repeatPenaltyTokens: history,
      ...(state ? { grammarEvaluationState: state.handle } : {}),
    });
    const [, , highest = 1] = await this.#native.context.sampleToken(logits, this.#probe, false, true);
    this.#sampler.applyConfig({
      ...this.#config,
      repeatPenaltyTokens: history,
      minP: Math.max(this.#minP, this.#topA * highest),
    });
  }

  /** To be told of every token drawn. */
  accept(token: number): void {
    if (this.#topA > 0) this.#tokens.push(token);
  }
}

function samplerConfig(
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
  if (sampling.minP > 0) config.minP = sampling.minP;
  if (sampling.frequencyPenalty !== 0 || sampling.presencePenalty !== 0 || sampling.repetitionPenalty !== 1) {
    config.repeatPenalty = sampling.repetitionPenalty;
    config.repeatPenaltyMaxTokens = contextLength;
    config.repeatPenaltyTokens = new Uint32Array();
    config.repeatPenaltyFrequencyPenalty = sampling.frequencyPenalty;
    config.repeatPenaltyPresencePenalty = sampling.presencePenalty;
  }
  const biases = Object.entries(sampling.logitBias ?? {});
  if (biases.length > 0) {
    config.tokenBiasKeys = Uint32Array.from(biases, ([token]) => Number(token));
    config.tokenBiasValues = Float32Array.from(biases, ([, bias]) => bias);
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
