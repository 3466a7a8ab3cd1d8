import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LlamaGrammarEvaluationState, LlamaModel } from "node-llama-cpp";
import type { ResolvedEngineOptions } from "../options.js";
import { EngineError } from "../types.js";
import { fittingContextLength } from "./context-length.js";
import { checkModel, unusable } from "./model-check.js";

/**
 * The one file that knows the library. Models, tokenisation and grammars use its public interface; evaluation and
 * sampling use the addon beneath it (the version is pinned), because the public loop draws one token an evaluation,
 * drops the bias of end-of-generation tokens, shifts a full context silently and batches without regard to seeds.
 */
export interface Native {
  model: LlamaModel;
  context: NativeContext;
  /** Tokens that one evaluation may carry. */
  batchSize: number;
  contextLength: number;
  createSampler(): NativeSampler;
  /** Throws when the grammar can't be used. */
  createGrammar(source: string): Promise<{ start(): NativeGrammarState }>;
  dispose(): Promise<void>;
}

export interface NativeContext {
  initBatch(size: number): void;
  /** Returns where in the batch the wanted logits will be. */
  addToBatch(sequence: number, position: number, tokens: Uint32Array, wantedLogits: Uint32Array): Uint32Array;
  decodeBatch(): Promise<void>;
  sampleToken(logits: number, sampler: NativeSampler): Promise<number>;
  /** Probabilities come as token, probability, token, probability, … from the most probable down. */
  sampleToken(
    logits: number,
    sampler: NativeSampler,
    probabilities: boolean,
    confidence: boolean,
  ): Promise<[token: number, probabilities: number[] | undefined, confidence: number | undefined]>;
  /** False when the model can't forget a part of a sequence. */
  removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
  disposeSequence(sequence: number): void;
  /** Makes an empty sequence hold what another holds. */
  copySequence(from: number, to: number, length: number): Promise<void>;
}

export interface NativeSampler {
  applyConfig(config: NativeSamplerConfig): void;
  dispose(): void;
}

/** A key that is absent switches its stage off; `temperature` 0 picks the most probable token. */
export interface NativeSamplerConfig {
  temperature: number;
  seed: number;
  topK?: number;
  topP?: number;
  minP?: number;
  repeatPenalty?: number;
  repeatPenaltyMaxTokens?: number;
  repeatPenaltyTokens?: Uint32Array;
  repeatPenaltyFrequencyPenalty?: number;
  repeatPenaltyPresencePenalty?: number;
  tokenBiasKeys?: Uint32Array;
  tokenBiasValues?: Float32Array;
  grammarEvaluationState?: NativeGrammarHandle;
}

type NativeGrammarHandle = { readonly grammar: unique symbol };

export interface NativeGrammarState {
  readonly handle: NativeGrammarHandle;
  clone(): NativeGrammarState;
}

interface Addon {
  AddonSampler: new (model: unknown) => NativeSampler;
}

/** Throws `engine_unavailable` or `model_unusable`. `opening` is called when the library is up. */
export async function loadNative(options: ResolvedEngineOptions, opening = () => {}): Promise<Native> {
  const { modelPath, parallel } = options;
  const complaints: string[] = [];
  const facts = checkModel(modelPath);
  const { library, llama } = await startLibrary(options, complaints);
  opening();
  const contextLength = fittingContextLength(facts, options.contextLength, parallel);
  const batchSize = Math.max(512, parallel);
  const load = async () => {
    const model = await llama.loadModel({ modelPath });
    const context = await model.createContext({
      contextSize: contextLength,
      sequences: parallel,
      batchSize,
      threads: options.threads,
      failedCreationRemedy: false,
    });
    return { model, context };
  };
  const { model, context } = await load().catch((error: Error) => {
    const [cause] = complaints;
    throw unusable(modelPath, cause ? `${error.message} (${cause})` : error.message);
  });
  const addon = (llama as unknown as { _bindings: Addon })._bindings;
  const addonModel = (model as unknown as { _model: unknown })._model;

  const grammarState = (state: LlamaGrammarEvaluationState): NativeGrammarState => ({
    handle: (state as unknown as { _state: NativeGrammarHandle })._state,
    clone: () => grammarState(state.clone()),
  });

  return {
    model,
    context: withCopies((context as unknown as { _ctx: AddonContext })._ctx),
    batchSize,
    contextLength,
    createSampler: () => new addon.AddonSampler(addonModel),
    async createGrammar(source) {
      const grammar = await llama.createGrammar({ grammar: source });
      return {
        start: () => grammarState(new library.LlamaGrammarEvaluationState({ model, grammar })),
      };
    },
    dispose: () => llama.dispose(),
  };
}

interface AddonContext extends Omit<NativeContext, "copySequence"> {
  saveSequenceStateToFile(path: string, sequence: number, tokens: Uint32Array): Promise<number>;
  loadSequenceStateFromFile(path: string, sequence: number, most: number): Promise<Uint32Array>;
}

/** The addon copies by way of a file; in memory where the system has a folder that is. */
function withCopies(context: AddonContext): NativeContext {
  return Object.assign(context, {
    async copySequence(from: number, to: number, length: number): Promise<void> {
      const folder = await mkdtemp(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "sequence-"));
      try {
        const path = join(folder, "state");
        await context.saveSequenceStateToFile(path, from, new Uint32Array(length));
        await context.loadSequenceStateFromFile(path, to, length);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  });
}

async function startLibrary({ gpu, threads }: ResolvedEngineOptions, complaints: string[]) {
  try {
    const library = await import("node-llama-cpp");
    const llama = await library.getLlama({
      gpu,
      build: "never",
      maxThreads: threads,
      logLevel: library.LlamaLogLevel.error,
      logger: (_, message) => {
        if (complaints.length < 8) complaints.push(message.trim());
      },
    });
    return { library, llama };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new EngineError("engine_unavailable", `The engine's library can't be used here: ${message}`);
  }
}
