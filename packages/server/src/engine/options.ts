import { stat } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";

/** How the model is loaded. Everything but the path has a default. */
export interface EngineOptions {
  /** A GGUF file. */
  modelPath: string;
  /**
   * Threads that compute at most; fewer do while other programs take the cores. They wait for one another many times a
   * token, so more threads than idle cores are far slower than one. Default: the cores that are idle at the start, at
   * least 1; 1 for a model below 32 MB.
   */
  threads?: number | undefined;
  /**
   * Tokens that a prompt and its answer may fill together, at most what the model was trained for. Default: that many,
   * or as many as a quarter of the free memory holds for all `parallel` requests.
   */
  contextLength?: number | undefined;
  /** Requests that generate at once; each has its own `contextLength` tokens of memory. Default 4. */
  parallel?: number | undefined;
  /** Requests that may wait for a place. Default 64; past it `queue_full`. */
  queueLimit?: number | undefined;
  /** Where the model runs. Default `false`: the CPU. The others need the library's matching binary package. */
  gpu?: "auto" | "cuda" | "vulkan" | "metal" | false | undefined;
  /** Milliseconds that loading may take. Default: a minute, and a second for every 10 MB of the file. */
  loadTimeoutMs?: number | undefined;
  /**
   * Milliseconds that one step of the engine (some tokens of a prompt, or one of each answer) may take before its
   * process is ended and started anew. Default: 30 seconds, and a second for every 50 MB of the file.
   */
  stepTimeoutMs?: number | undefined;
}

export interface ResolvedEngineOptions {
  modelPath: string;
  threads: number;
  /** Undefined: as much as fits. */
  contextLength: number | undefined;
  parallel: number;
  queueLimit: number;
  gpu: "auto" | "cuda" | "vulkan" | "metal" | false;
  loadTimeoutMs: number;
  stepTimeoutMs: number;
}

export async function resolveEngineOptions(options: EngineOptions): Promise<ResolvedEngineOptions> {
  const { contextLength } = options;
  const checked = {
    modelPath: options.modelPath,
    contextLength:
      contextLength === undefined ? undefined : wholeNumber("contextLength", contextLength, contextLength),
    parallel: wholeNumber("parallel", options.parallel, 4),
    queueLimit: wholeNumber("queueLimit", options.queueLimit, 64, 0),
    gpu: options.gpu ?? false,
  };
  const megabytes = await fileMegabytes(options.modelPath);
  return {
    ...checked,
    threads: wholeNumber("threads", options.threads, megabytes < 32 ? 1 : idleCores()),
    loadTimeoutMs: wholeNumber("loadTimeoutMs", options.loadTimeoutMs, 60_000 + megabytes * 100),
    stepTimeoutMs: wholeNumber("stepTimeoutMs", options.stepTimeoutMs, 30_000 + megabytes * 20),
  };
}

/** At least 1. */
export function idleCores(): number {
  const cores = availableParallelism();
  return Math.max(1, Math.min(cores, Math.round(cores - loadavg()[0]!)));
}

/** 0 when there is none: whoever loads it says so. */
async function fileMegabytes(path: string): Promise<number> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  return Math.round(size / 1e6);
}

function wholeNumber(name: string, value: number | undefined, fallback: number, least = 1): number {
  if (value === undefined) return fallback;
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new RangeError(`${name} is ${value}; a whole number of at least ${least} is allowed`);
}
