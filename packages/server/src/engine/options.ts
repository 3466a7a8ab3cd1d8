/** How the model is loaded. Everything but the path has a default. */
export interface EngineOptions {
  /** A GGUF file. */
  modelPath: string;
  /** Threads that compute. Default 1: on few or shared cores more threads are slower; measure before raising it. */
  threads?: number | undefined;
  /** Tokens that a prompt and its answer may fill together. Default 4096, at most what the model was trained for. */
  contextLength?: number | undefined;
  /** Requests that generate at once; each has its own `contextLength` tokens of memory. Default 4. */
  parallel?: number | undefined;
  /** Requests that may wait for a place. Default 64; past it `queue_full`. */
  queueLimit?: number | undefined;
  /** Where the model runs. Default `false`: the CPU. The others need the library's matching binary package. */
  gpu?: "auto" | "cuda" | "vulkan" | "metal" | false | undefined;
}

export interface ResolvedEngineOptions {
  modelPath: string;
  threads: number;
  contextLength: number;
  parallel: number;
  queueLimit: number;
  gpu: "auto" | "cuda" | "vulkan" | "metal" | false;
}

export function resolveEngineOptions(options: EngineOptions): ResolvedEngineOptions {
  return {
    modelPath: options.modelPath,
    threads: wholeNumber("threads", options.threads, 1),
    contextLength: wholeNumber("contextLength", options.contextLength, 4096),
    parallel: wholeNumber("parallel", options.parallel, 4),
    queueLimit: wholeNumber("queueLimit", options.queueLimit, 64, 0),
    gpu: options.gpu ?? false,
  };
}

function wholeNumber(name: string, value: number | undefined, fallback: number, least = 1): number {
  if (value === undefined) return fallback;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} is ${value}; a whole number of at least ${least} is allowed`);
}
