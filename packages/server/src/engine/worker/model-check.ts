import { EngineError } from "../types.js";
import { GgufError, type GgufHeader, readGgufHeader } from "./gguf-header.js";

/** What the engine must know of a model before it is loaded. */
export interface ModelFacts {
  /** Tokens that it was trained for. */
  trainedLength: number;
  /** Bytes of memory that one token of context takes. */
  bytesPerToken: number;
  fileSize: number;
  /** Whether what a token is evaluated to may hang on how long the context is: it must not grow then. */
  fixedLength: boolean;
}

/** Throws `model_unusable` for a file that is no model, is damaged, or holds one that can't write text. */
export function checkModel(path: string): ModelFacts {
  const header = headerOf(path);
  const architecture = header.values.get("general.architecture");
  if (typeof architecture !== "string") throw unusable(path, "it names no architecture");
  const fault = refusal(header, architecture);
  if (fault) throw unusable(path, fault);
  return facts(header, architecture);
}

function headerOf(path: string): GgufHeader {
  try {
    return readGgufHeader(path);
  } catch (error) {
    if (error instanceof GgufError) throw unusable(path, error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw unusable(path, "there is no such file");
    if (code === "EACCES") throw unusable(path, "this user may not read it");
    throw error;
  }
}

export function unusable(path: string, fault: string): EngineError {
  return new EngineError("model_unusable", `${path} can't be used: ${fault}`);
}

const encoders = new Set([
  "bert",
  "eurobert",
  "gemma-embedding",
  "jina-bert-v2",
  "jina-bert-v3",
  "llama-embed",
  "modern-bert",
  "neo-bert",
  "nomic-bert",
  "nomic-bert-moe",
  "t5encoder",
]);

/** Why the model can't write text, if it can't. */
function refusal({ values }: GgufHeader, architecture: string): string | undefined {
  const name = JSON.stringify(architecture);
  const kind = values.get("general.type");
  if (kind !== undefined && kind !== "model") return `it is no model but of the type ${JSON.stringify(kind)}`;
  if (architecture === "clip") return "it is the vision part of a model, which writes no text";
  const pooling = values.get(`${architecture}.pooling_type`);
  if (encoders.has(architecture) || (typeof pooling === "number" && pooling > 0)) {
    return `it is an embedding model (architecture ${name}), which writes no text`;
  }
  if (values.get(`${architecture}.attention.causal`) === false) {
    return `it does not write text token by token (architecture ${name})`;
  }
  if (architecture === "t5") return `it translates text and doesn't converse (architecture ${name})`;
  const vocabulary = values.get("tokenizer.ggml.model");
  if (vocabulary === undefined || vocabulary === "none" || vocabulary === "no_vocab") {
    return `it has no vocabulary (architecture ${name}), so it writes no text`;
  }
  return undefined;
}

/** Bytes of a number in the memory of keys and values, which is 16-bit. */
const keyValueSize = 2;

function facts({ values, fileSize }: GgufHeader, architecture: string): ModelFacts {
  const of = (key: string): number[] => {
    const value = values.get(`${architecture}.${key}`);
    return Array.isArray(value) ? value : typeof value === "number" ? [value] : [];
  };
  const one = (key: string, fallback: number) => of(key)[0] ?? fallback;
  const layers = one("block_count", 0);
  const heads = one("attention.head_count", 1);
  const headSize = one("embedding_length", 0) / Math.max(1, heads);
  const size = one("attention.key_length", headSize) + one("attention.value_length", headSize);
  const keyValueHeads = of("attention.head_count_kv");
  const allHeads =
    keyValueHeads.length > 1
      ? keyValueHeads.reduce((sum, count) => sum + count, 0)
      : layers * (keyValueHeads[0] ?? heads);
  return {
    trainedLength: one("context_length", 4096),
    bytesPerToken: allHeads * size * keyValueSize,
    fileSize,
    fixedLength: values.has(`${architecture}.rope.scaling.original_context_length`),
  };
}
