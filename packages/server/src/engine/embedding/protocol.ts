import type { Failure } from "../protocol.js";
import type { BertFiles } from "./bert-gguf.js";

/** What the process loads. */
export interface EmbeddingModelFiles extends BertFiles {
  /** Most tokens of a text; longer ones are cut. */
  contextLength: number;
  threads: number;
}

export interface EmbeddingModel {
  /** Numbers of an embedding. */
  dimensions: number;
  contextLength: number;
}

export type ToEmbedder =
  | { type: "load"; files: EmbeddingModelFiles }
  | { type: "embed"; id: number; texts: readonly string[] };

export type FromEmbedder =
  | { type: "embedded"; id: number; embeddings: Embedding[] }
  | { type: "failed"; id: number; failure: Failure };

/** One text as a vector of the length 1. */
export interface Embedding {
  vector: Float32Array;
  /** Tokens that were read, those that begin and end a text among them. */
  tokens: number;
  /** The text was longer than the model reads. */
  truncated: boolean;
}
