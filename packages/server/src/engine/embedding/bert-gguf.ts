import { readFileSync } from "node:fs";
import { encodeGguf, type GgufTensor } from "./gguf-writer.js";
import { readSafetensors, type Safetensors } from "./safetensors.js";

/** Files of a BERT that embeds sentences, and what they don't say of it. */
export interface BertFiles {
  /** Path of the weights, in safetensors format. */
  weights: string;
  /** Path of the vocabulary of word pieces, one a line. */
  vocabulary: string;
  /** Attention heads of a layer. */
  heads: number;
}

/** The model as llama.cpp reads it. The numbers stay what they are. Throws for files that are no such model. */
export function bertGguf({ weights, vocabulary, heads }: BertFiles): Buffer {
  const file = readSafetensors(weights);
  const tokens = readFileSync(vocabulary, "utf8").trimEnd().split("\n");
  const layers = countLayers(file);
  const [words = 0, size = 0] = file.shape("embeddings.word_embeddings.weight");
  if (words !== tokens.length) throw new Error(`${tokens.length} word pieces for ${words} embeddings`);
  const id = (token: string) => ({ uint32: tokens.indexOf(token) });
  return encodeGguf(
    {
      "general.architecture": "bert",
      "bert.context_length": { uint32: file.shape("embeddings.position_embeddings.weight")[0]! },
      "bert.embedding_length": { uint32: size },
      "bert.block_count": { uint32: layers },
      "bert.feed_forward_length": { uint32: file.shape("encoder.layer.0.intermediate.dense.weight")[0]! },
      "bert.attention.head_count": { uint32: heads },
      "bert.attention.layer_norm_epsilon": { float32: 1e-12 },
      "bert.attention.causal": false,
      "bert.pooling_type": { uint32: meanPooling },
      "tokenizer.ggml.model": "bert",
      "tokenizer.ggml.token_type_count": {
        uint32: file.shape("embeddings.token_type_embeddings.weight")[0]!,
      },
      "tokenizer.ggml.tokens": { strings: tokens.map(piece) },
      "tokenizer.ggml.token_type": { int32s: tokens.map((token) => (marks.has(token) ? control : normal)) },
      // What begins a text and what ends one.
      "tokenizer.ggml.bos_token_id": id("[CLS]"),
      "tokenizer.ggml.eos_token_id": id("[SEP]"),
      "tokenizer.ggml.cls_token_id": id("[CLS]"),
      "tokenizer.ggml.seperator_token_id": id("[SEP]"),
      "tokenizer.ggml.unknown_token_id": id("[UNK]"),
      "tokenizer.ggml.padding_token_id": id("[PAD]"),
      "tokenizer.ggml.mask_token_id": id("[MASK]"),
    },
    tensors(file, layers),
  );
}

const meanPooling = 1;
const normal = 1;
const control = 3;
const marks = new Set(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);

/** Pieces that begin a word carry the mark that others lack. */
function piece(token: string): string {
  if (token.startsWith("[") && token.endsWith("]")) return token;
  return token.startsWith("##") ? token.slice(2) : `▁${token}`;
}

const embeddingNames = {
  "embeddings.word_embeddings.weight": "token_embd.weight",
  "embeddings.position_embeddings.weight": "position_embd.weight",
  "embeddings.token_type_embeddings.weight": "token_types.weight",
  "embeddings.LayerNorm.weight": "token_embd_norm.weight",
  "embeddings.LayerNorm.bias": "token_embd_norm.bias",
};

const layerNames = {
  "attention.self.query": "attn_q",
  "attention.self.key": "attn_k",
  "attention.self.value": "attn_v",
  "attention.output.dense": "attn_output",
  "attention.output.LayerNorm": "attn_output_norm",
  "intermediate.dense": "ffn_up",
  "output.dense": "ffn_down",
  "output.LayerNorm": "layer_output_norm",
};

function tensors(file: Safetensors, layers: number): GgufTensor[] {
  const take = ([theirs, ours]: readonly [string, string]): GgufTensor => ({
    name: ours,
    shape: file.shape(theirs).toReversed(),
    values: file.values(theirs),
  });
  const ofLayer = (layer: number) =>
    Object.entries(layerNames).flatMap(([theirs, ours]) =>
      ["weight", "bias"].map(
        (part) => [`encoder.layer.${layer}.${theirs}.${part}`, `blk.${layer}.${ours}.${part}`] as const,
      ),
    );
  const names = Array.from({ length: layers }, (_, layer) => ofLayer(layer)).flat();
  return [...Object.entries(embeddingNames), ...names].map(take);
}

function countLayers({ names }: Safetensors): number {
  return new Set(names.flatMap((name) => /^encoder\.layer\.(\d+)\./.exec(name)?.[1] ?? [])).size;
}
