import { existsSync, renameSync, writeFileSync } from "node:fs";
import { EmbeddingContext } from "../../llama/embedding-context.js";
import { LlamaModel } from "../../llama/model.js";
import { openLlama } from "../../llama/open.js";
import type { LifeSign } from "../../protocol.js";
import { unusable } from "../../worker/model-check.js";
import { messageOf, runProcess, type Send } from "../../worker/process.js";
import { bertGguf } from "../bert-gguf.js";
import type {
  Embedding,
  EmbeddingModel,
  EmbeddingModelFiles,
  FromEmbedder,
  ToEmbedder,
} from "../protocol.js";

/** The process that embeds texts: loads the model, answers requests that arrive as messages. */
runProcess<ToEmbedder, FromEmbedder | LifeSign<EmbeddingModel>>(({ files }, send) => {
  const embed = load(files, send);
  return {
    embed({ id, texts }) {
      try {
        send({ type: "embedded", id, embeddings: texts.map(embed) });
      } catch (error) {
        const message = `The texts can't be embedded: ${messageOf(error)}`;
        send({ type: "failed", id, failure: { code: "engine_crashed", message } });
      }
    },
  };
});

function load(files: EmbeddingModelFiles, send: Send<LifeSign<EmbeddingModel>>): (text: string) => Embedding {
  const { contextLength, threads, weights } = files;
  const native = openLlama(false);
  send({ type: "opening" });
  const path = asGguf(files);
  const model = LlamaModel.load(native, path, 0);
  if (!model) throw unusable(weights, "the library can't load it");
  const context = new EmbeddingContext(native, model, { length: contextLength, threads });
  native.setLog(native.ignore, null);
  send({ type: "loaded", model: { dimensions: context.size, contextLength } });
  const most = contextLength * charactersOfToken;
  return (text) => {
    const all = model.tokenizeWhole(text.slice(0, most));
    const truncated = all.length > contextLength || text.length > most;
    const tokens = all.slice(0, contextLength);
    // The mark that ends a text ends it also where it was cut.
    tokens[tokens.length - 1] = all.at(-1)!;
    return { vector: context.embed(tokens), tokens: tokens.length, truncated };
  };
}

/** More than words have: what lies beyond is cut without being looked at. */
const charactersOfToken = 64;

/** The model as the library reads it, written beside its weights once. */
function asGguf(files: EmbeddingModelFiles): string {
  const path = `${files.weights}.gguf`;
  if (existsSync(path)) return path;
  const partial = `${path}.${process.pid}.partial`;
  try {
    writeFileSync(partial, bertGguf(files));
  } catch (error) {
    throw unusable(files.weights, messageOf(error));
  }
  renameSync(partial, path);
  return path;
}
