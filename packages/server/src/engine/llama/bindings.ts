import koffi, { type LibraryHandle } from "koffi";
import { type Libraries, unavailable } from "./libraries.js";
import {
  type Batch,
  batchFields,
  type ContextParams,
  contextParamFields,
  type ModelParams,
  modelParamFields,
  type Pointer,
} from "./structures.js";

/** The functions of llama.h and ggml.h that the engine uses, by what they are called there. */
export type Bindings = ReturnType<typeof bind>;

let bound: Bindings | undefined;

/** Throws `engine_unavailable` when the structures of the library aren't those that are known here. */
export function bindings(libraries: Libraries): Bindings {
  bound ??= bind(libraries);
  return bound;
}

function bind({ base, ggml, llama }: Libraries) {
  const modelParams = koffi.struct("llama_model_params", modelParamFields);
  const contextParams = koffi.struct("llama_context_params", contextParamFields);
  const batch = koffi.struct("llama_batch", batchFields);
  const pointer = "void *";
  type Type = string | ReturnType<typeof koffi.struct>;
  const from =
    (library: LibraryHandle) =>
    <F extends (...values: never[]) => unknown>(name: string, result: Type, ...parameters: Type[]) =>
      library.func(name, result, parameters) as unknown as F;
  const [ofBase, ofGgml, ofLlama] = [from(base), from(ggml), from(llama)];

  const threadpool = koffi.proto("void *threadpool_new(void *)");
  const functions = {
    loadBackends: ofGgml<(folder: string) => void>("ggml_backend_load_all_from_path", "void", "str"),
    deviceOfType: ofGgml<(type: number) => Pointer | null>("ggml_backend_dev_by_type", pointer, "int"),
    registryOf: ofBase<(device: Pointer) => Pointer>("ggml_backend_dev_backend_reg", pointer, pointer),
    procedure: ofBase<(registry: Pointer, name: string) => Pointer | null>(
      "ggml_backend_reg_get_proc_address",
      pointer,
      pointer,
      "str",
    ),
    threadpoolParams: ofBase<(params: Uint8Array, threads: number) => void>(
      "ggml_threadpool_params_init",
      "void",
      pointer,
      "int",
    ),
    newThreadpool: (create: Pointer, params: Uint8Array): Pointer | null =>
      koffi.call(create, threadpool, params),
    init: ofLlama<() => void>("llama_backend_init", "void"),
    setLog: ofLlama<(callback: Pointer | null, data: null) => void>(
      "llama_log_set",
      "void",
      pointer,
      pointer,
    ),
    /** A C function that ignores what it is given: as a log callback it makes silence. */
    ignore: llama.symbol("llama_time_us") as unknown as Pointer,
    modelDefaults: ofLlama<() => ModelParams>("llama_model_default_params", modelParams),
    contextDefaults: ofLlama<() => ContextParams>("llama_context_default_params", contextParams),
    loadModel: ofLlama<(path: string, params: ModelParams) => Pointer | null>(
      "llama_model_load_from_file",
      pointer,
      "str",
      modelParams,
    ),
    newContext: ofLlama<(model: Pointer, params: ContextParams) => Pointer | null>(
      "llama_init_from_model",
      pointer,
      pointer,
      contextParams,
    ),
    freeContext: ofLlama<(context: Pointer) => void>("llama_free", "void", pointer),
    freeModel: ofLlama<(model: Pointer) => void>("llama_model_free", "void", pointer),
    hasEncoder: ofLlama<(model: Pointer) => boolean>("llama_model_has_encoder", "bool", pointer),
    trainedLength: ofLlama<(model: Pointer) => number>("llama_model_n_ctx_train", "int32_t", pointer),
    chatTemplate: ofLlama<(model: Pointer, name: null) => string | null>(
      "llama_model_chat_template",
      "str",
      pointer,
      pointer,
    ),
    vocabulary: ofLlama<(model: Pointer) => Pointer>("llama_model_get_vocab", pointer, pointer),
    vocabularyType: ofLlama<(vocabulary: Pointer) => number>("llama_vocab_type", "int", pointer),
    tokenCount: ofLlama<(vocabulary: Pointer) => number>("llama_vocab_n_tokens", "int32_t", pointer),
    tokenText: ofLlama<(vocabulary: Pointer, token: number) => string>(
      "llama_vocab_get_text",
      "str",
      pointer,
      "int32_t",
    ),
    tokenAttributes: ofLlama<(vocabulary: Pointer, token: number) => number>(
      "llama_vocab_get_attr",
      "int",
      pointer,
      "int32_t",
    ),
    endsGeneration: ofLlama<(vocabulary: Pointer, token: number) => boolean>(
      "llama_vocab_is_eog",
      "bool",
      pointer,
      "int32_t",
    ),
    beginToken: ofLlama<(vocabulary: Pointer) => number>("llama_vocab_bos", "int32_t", pointer),
    endToken: ofLlama<(vocabulary: Pointer) => number>("llama_vocab_eos", "int32_t", pointer),
    prependsBegin: ofLlama<(vocabulary: Pointer) => boolean>("llama_vocab_get_add_bos", "bool", pointer),
    tokenize: ofLlama<
      (
        vocabulary: Pointer,
        text: Uint8Array,
        length: number,
        tokens: Int32Array,
        most: number,
        addSpecial: boolean,
        parseSpecial: boolean,
      ) => number
    >("llama_tokenize", "int32_t", pointer, pointer, "int32_t", pointer, "int32_t", "bool", "bool"),
    contextLength: ofLlama<(context: Pointer) => number>("llama_n_ctx", "uint32_t", pointer),
    batchSize: ofLlama<(context: Pointer) => number>("llama_n_batch", "uint32_t", pointer),
    sequences: ofLlama<(context: Pointer) => number>("llama_n_seq_max", "uint32_t", pointer),
    setThreads: ofLlama<(context: Pointer, threads: number, batchThreads: number) => void>(
      "llama_set_n_threads",
      "void",
      pointer,
      "int32_t",
      "int32_t",
    ),
    attachThreadpool: ofLlama<(context: Pointer, pool: Pointer, batchPool: Pointer) => void>(
      "llama_attach_threadpool",
      "void",
      pointer,
      pointer,
      pointer,
    ),
    newBatch: ofLlama<(tokens: number, embeddings: number, sequences: number) => Batch>(
      "llama_batch_init",
      batch,
      "int32_t",
      "int32_t",
      "int32_t",
    ),
    decode: ofLlama<(context: Pointer, batch: Batch) => number>("llama_decode", "int32_t", pointer, batch),
    encode: ofLlama<(context: Pointer, batch: Batch) => number>("llama_encode", "int32_t", pointer, batch),
    embeddingSize: ofLlama<(model: Pointer) => number>("llama_model_n_embd", "int32_t", pointer),
    sequenceEmbedding: ofLlama<(context: Pointer, sequence: number) => Pointer | null>(
      "llama_get_embeddings_seq",
      pointer,
      pointer,
      "int32_t",
    ),
    logits: ofLlama<(context: Pointer, place: number) => Pointer | null>(
      "llama_get_logits_ith",
      pointer,
      pointer,
      "int32_t",
    ),
    memory: ofLlama<(context: Pointer) => Pointer>("llama_get_memory", pointer, pointer),
    copySequence: ofLlama<(memory: Pointer, from: number, to: number, start: number, end: number) => void>(
      "llama_memory_seq_cp",
      "void",
      pointer,
      "int32_t",
      "int32_t",
      "int32_t",
      "int32_t",
    ),
    stateSize: ofLlama<(context: Pointer, sequence: number) => number | bigint>(
      "llama_state_seq_get_size",
      "size_t",
      pointer,
      "int32_t",
    ),
    readState: ofLlama<(context: Pointer, to: Uint8Array, size: number, sequence: number) => number | bigint>(
      "llama_state_seq_get_data",
      "size_t",
      pointer,
      pointer,
      "size_t",
      "int32_t",
    ),
    writeState: ofLlama<
      (context: Pointer, from: Uint8Array, size: number | bigint, sequence: number) => number | bigint
    >("llama_state_seq_set_data", "size_t", pointer, pointer, "size_t", "int32_t"),
    removeTokens: ofLlama<(memory: Pointer, sequence: number, start: number, end: number) => boolean>(
      "llama_memory_seq_rm",
      "bool",
      pointer,
      "int32_t",
      "int32_t",
      "int32_t",
    ),
  };
  checkLayout(functions.modelDefaults(), functions.contextDefaults());
  return functions;
}

/** Defaults of the version that is known, from the first field to the last. */
function checkLayout(model: ModelParams, context: ContextParams): void {
  const faults = [
    ...differences(model, {
      use_extra_bufts: true,
      vocab_only: false,
      check_tensors: false,
      no_alloc: false,
    }),
    ...differences(context, {
      n_ctx: 512,
      n_batch: 2048,
      n_ubatch: 512,
      n_seq_max: 1,
      type_k: 1,
      type_v: 1,
      embeddings: false,
      offload_kqv: true,
      kv_unified: false,
      n_samplers: 0,
    }),
  ];
  if (faults.length === 0) return;
  throw unavailable(`its structures are not those that are known (${faults.join(", ")})`);
}

function differences<T extends object>(found: T, known: Partial<T>): string[] {
  return Object.entries(known)
    .filter(([name, value]) => found[name as keyof T] !== value)
    .map(([name, value]) => `${name} is ${found[name as keyof T]}, not ${value}`);
}
