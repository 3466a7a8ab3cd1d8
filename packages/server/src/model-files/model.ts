import type { SamplingDefaults } from "./catalogue.js";

/** What a model is called, and what suits it. */
export interface NamedModel {
  /** The name that requests use, with an author; never a path. */
  id: string;
  aliases: string[];
  /** For people. */
  title?: string;
  description?: string;
  defaults?: SamplingDefaults;
  /** Unix seconds. */
  created: number;
}

/** A model whose files are on this machine. */
export interface ResolvedModel extends NamedModel {
  /** Path of the GGUF file, or of the first of its parts. */
  path: string;
}
