import { writeFile } from "node:fs/promises";
import { encodeGguf, type GgufTensor } from "../../src/engine/embedding/gguf-writer.js";
import { tinyVocabulary, type VocabularyKind } from "./tiny-vocabulary.js";

export { tinyModelTokens } from "./tiny-vocabulary.js";

export interface TinyModelOptions {
  /** The same seed gives the same file. Default 1. */
  seed?: number;
  /** Tokens the model claims to be trained for. Default 2048. */
  contextLength?: number;
  /** A Jinja chat template. Default ChatML. */
  chatTemplate?: string;
  /** Default `byte-level`. */
  vocabulary?: VocabularyKind;
  /** Lists `<|im_start|>` as a word that users may write, as some model files do. Default false. */
  ordinaryStart?: boolean;
}

const size = { embedding: 64, heads: 4, keyValueHeads: 2, feedForward: 128, layers: 2 };

export const chatmlTemplate =
  "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

/**
 * A llama-architecture model of random weights, about half a megabyte: what it says has no meaning, but everything
 * around it is real.
 */
export async function writeTinyModel(path: string, options: TinyModelOptions = {}): Promise<void> {
  await writeFile(path, encodeTinyModel(options));
}

export function encodeTinyModel({
  seed = 1,
  contextLength = 2048,
  chatTemplate = chatmlTemplate,
  vocabulary = "byte-level",
  ordinaryStart = false,
}: TinyModelOptions = {}): Buffer {
  const { size: vocabularySize, metadata } = tinyVocabulary(vocabulary, ordinaryStart);
  const headSize = size.embedding / size.heads;
  return encodeGguf(
    {
      "general.architecture": "llama",
      "general.name": "Tiny random model",
      "general.file_type": { uint32: 0 },
      "llama.context_length": { uint32: contextLength },
      "llama.embedding_length": { uint32: size.embedding },
      "llama.block_count": { uint32: size.layers },
      "llama.feed_forward_length": { uint32: size.feedForward },
      "llama.attention.head_count": { uint32: size.heads },
      "llama.attention.head_count_kv": { uint32: size.keyValueHeads },
      "llama.attention.layer_norm_rms_epsilon": { float32: 1e-5 },
      "llama.rope.dimension_count": { uint32: headSize },
      "llama.rope.freq_base": { float32: 10_000 },
      "llama.vocab_size": { uint32: vocabularySize },
      ...metadata,
      "tokenizer.chat_template": chatTemplate,
    },
    tensors(vocabularySize, headSize, gaussian(seed)),
  );
}

function tensors(vocabulary: number, headSize: number, random: () => number): GgufTensor[] {
  const { embedding, feedForward, keyValueHeads, layers } = size;
  const matrix = (name: string, inputs: number, outputs: number, scale: number): GgufTensor => ({
    name: `${name}.weight`,
    shape: [inputs, outputs],
    values: Float32Array.from({ length: inputs * outputs }, () => random() * scale),
  });
  const norm = (name: string): GgufTensor => ({
    name: `${name}.weight`,
    shape: [embedding],
    values: new Float32Array(embedding).fill(1),
  });
  const inner = 1 / Math.sqrt(embedding);
  return [
    matrix("token_embd", embedding, vocabulary, 1),
    norm("output_norm"),
    // Logits with a standard deviation of two: some tokens are likely, none is certain.
    matrix("output", embedding, vocabulary, 2 * inner),
    ...Array.from({ length: layers }, (_, layer) => `blk.${layer}`).flatMap((block) => [
      norm(`${block}.attn_norm`),
      matrix(`${block}.attn_q`, embedding, embedding, inner),
      matrix(`${block}.attn_k`, embedding, keyValueHeads * headSize, inner),
      matrix(`${block}.attn_v`, embedding, keyValueHeads * headSize, inner),
      matrix(`${block}.attn_output`, embedding, embedding, inner),
      norm(`${block}.ffn_norm`),
      matrix(`${block}.ffn_gate`, embedding, feedForward, inner),
      matrix(`${block}.ffn_up`, embedding, feedForward, inner),
      matrix(`${block}.ffn_down`, feedForward, embedding, 1 / Math.sqrt(feedForward)),
    ]),
  ];
}

/** Normally distributed numbers that depend on the seed alone. */
export function gaussian(seed: number): () => number {
  let state = seed >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}
