import { LlamaContext } from "../llama/context.js";
import { LlamaModel } from "../llama/model.js";
import { openLlama } from "../llama/open.js";
import type { ResolvedEngineOptions } from "../options.js";
import { fittingContextLength } from "./context-length.js";
import { checkModel, unusable } from "./model-check.js";

/** The model and its memory, loaded. */
export interface Native {
  model: LlamaModel;
  context: LlamaContext;
  contextLength: number;
  dispose(): void;
}

/** Tokens that the library evaluates at once; fewer miss its faster attention. */
const cpuUnit = 64;
const gpuUnit = 512;
/** Tokens that each sequence has room for until a request needs more: what is not used takes no memory, and no time. */
const firstLength = 2048;
/** Tokens that one evaluation may carry. */
const batchSize = 512;

/**
 * Throws `engine_unavailable` or `model_unusable`. `opening` is called when the library is up. What the library has
 * to say goes to the standard error.
 */
export function loadNative(options: ResolvedEngineOptions, opening = () => {}): Native {
  const { modelPath, parallel, threads, gpu } = options;
  const facts = checkModel(modelPath);
  const native = openLlama(gpu);
  opening();
  const model = LlamaModel.load(native, modelPath, gpu === false ? 0 : undefined);
  if (!model) throw unusable(modelPath, "the library can't load it");
  if (native.hasEncoder(model.pointer)) throw unusable(modelPath, "it translates text and doesn't converse");
  const contextLength = fittingContextLength(facts, options.contextLength, parallel);
  let context: LlamaContext;
  try {
    context = new LlamaContext(native, model, {
      length: facts.fixedLength ? contextLength : Math.min(contextLength, firstLength),
      mostLength: contextLength,
      sequences: parallel,
      batchSize: Math.max(batchSize, parallel),
      unit: Math.max(gpu === false ? cpuUnit : gpuUnit, parallel),
      threads,
    });
  } catch (error) {
    throw unusable(modelPath, (error as Error).message);
  }
  native.setLog(native.ignore, null);
  return {
    model,
    context,
    contextLength,
    dispose() {
      context.dispose();
      native.freeModel(model.pointer);
    },
  };
}
