import koffi from "koffi";
import { openLibraries } from "../../packages/server/dist/engine/llama/libraries.js";

/** `{ int32 id; float logit; float p }` */
const candidateSize = 3;

/** The library's own reading of a grammar, as a baseline. */
export function libraryGrammars(vocabulary, size) {
  const { llama } = openLibraries(false);
  const create = llama.func("llama_sampler_init_grammar", "void *", ["intptr_t", "str", "str"]);
  const apply = llama.func("llama_sampler_apply", "void", ["void *", "intptr_t"]);
  const acceptToken = llama.func("llama_sampler_accept", "void", ["void *", "int32_t"]);
  const free = llama.func("llama_sampler_free", "void", ["void *"]);

  const bytes = size * candidateSize * 4;
  const data = koffi.alloc("uint8_t", bytes);
  const ids = new Int32Array(koffi.view(data, bytes));
  const logitsOf = new Float32Array(koffi.view(data, bytes));
  // { data; size; selected; sorted }
  const list = koffi.alloc("uint8_t", 32);
  const header = new BigInt64Array(koffi.view(list, 32));
  header[0] = BigInt.asIntN(64, koffi.address(data));

  return (source) => {
    const grammar = create(vocabulary, source, "root");
    return {
      mask(logits) {
        for (let token = 0; token < size; token++) {
          ids[token * candidateSize] = token;
          logitsOf[token * candidateSize + 1] = logits[token];
        }
        header[1] = BigInt(size);
        header[2] = -1n;
        header[3] = 0n;
        apply(grammar, koffi.address(list));
        for (let token = 0; token < size; token++) logits[token] = logitsOf[token * candidateSize + 1];
      },
      accept: (token) => acceptToken(grammar, token),
      dispose: () => free(grammar),
    };
  };
}
