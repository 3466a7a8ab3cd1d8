import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddingEngine, type EmbeddingEngineOptions } from "../../src/engine/embedding/embedding-engine.js";
import { gaussian } from "./tiny-model.js";

export const tinyEmbedderId = "test/tiny-embedder";

/** Numbers of its vectors. */
export const tinyDimensions = 32;

const words = 70;
const positions = 64;
const feedForward = 64;

/** Sizes of the tensors of a BERT of one layer, by what they are called where it was trained. */
const shapes: Record<string, number[]> = {
  "embeddings.word_embeddings.weight": [words, tinyDimensions],
  "embeddings.position_embeddings.weight": [positions, tinyDimensions],
  "embeddings.token_type_embeddings.weight": [2, tinyDimensions],
  ...norm("embeddings.LayerNorm"),
  ...linear("attention.self.query", tinyDimensions, tinyDimensions),
  ...linear("attention.self.key", tinyDimensions, tinyDimensions),
  ...linear("attention.self.value", tinyDimensions, tinyDimensions),
  ...linear("attention.output.dense", tinyDimensions, tinyDimensions),
  ...norm("encoder.layer.0.attention.output.LayerNorm"),
  ...linear("intermediate.dense", feedForward, tinyDimensions),
  ...linear("output.dense", tinyDimensions, feedForward),
  ...norm("encoder.layer.0.output.LayerNorm"),
};

function norm(name: string) {
  return { [`${name}.weight`]: [tinyDimensions], [`${name}.bias`]: [tinyDimensions] };
}

function linear(name: string, outputs: number, inputs: number) {
  const at = `encoder.layer.0.${name}`;
  return { [`${at}.weight`]: [outputs, inputs], [`${at}.bias`]: [outputs] };
}

/** Letters, each at the beginning of a word and within one. */
function vocabulary(): string[] {
  const letters = [..."abcdefghijklmnopqrstuvwxyz"];
  const tokens = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    ...letters,
    ...letters.map((one) => `##${one}`),
  ];
  return [...tokens, ...Array.from({ length: words - tokens.length }, (_, at) => `[unused${at}]`)];
}

function safetensors(): Buffer {
  const random = gaussian(1);
  const header: Record<string, object> = { __metadata__: { format: "pt" } };
  const data: Buffer[] = [];
  let offset = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const count = shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length: count }, () =>
      name.endsWith("LayerNorm.weight") ? 1 : random() * (name.endsWith("bias") ? 0.02 : 0.5),
    );
    data.push(Buffer.from(values.buffer));
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + count * 4] };
    offset += count * 4;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, ...data]);
}

export interface TinyEmbedder {
  engine: EmbeddingEngine;
  files: EmbeddingEngineOptions["files"];
  /** How often its files were asked for. */
  readonly fetched: number;
  close(): Promise<void>;
}

/** An engine with a model of random weights that reads up to 16 tokens. */
export async function startTinyEmbedder(): Promise<TinyEmbedder> {
  const folder = await mkdtemp(join(tmpdir(), "openrouter-embedder-"));
  const paths = { weights: join(folder, "model.safetensors"), vocabulary: join(folder, "vocab.txt") };
  await writeFile(paths.weights, safetensors());
  await writeFile(paths.vocabulary, `${vocabulary().join("\n")}\n`);
  let fetched = 0;
  const files = async () => {
    fetched++;
    return { ...paths, heads: 4 };
  };
  const engine = new EmbeddingEngine({ files, contextLength: 16, threads: 1 });
  return {
    engine,
    files,
    get fetched() {
      return fetched;
    },
    close: async () => {
      await engine.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
