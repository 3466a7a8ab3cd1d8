import type { EmbeddingAnswer } from "../../generation/embedding.js";
import { usageBody } from "../chat-completions/words.js";

/** The body of an answer. */
export function embeddingsBody(
  { embeddings, usage }: Pick<EmbeddingAnswer, "embeddings" | "usage">,
  identity: { id: string; model: string; provider: string },
  encoding: "float" | "base64",
) {
  const { prompt_tokens, total_tokens, cost, ...rest } = usageBody(usage);
  return {
    ...identity,
    object: "list",
    data: embeddings.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: encoding === "base64" ? base64(vector) : Array.from(vector),
    })),
    usage: { prompt_tokens, total_tokens, cost, ...("estimated" in rest && { estimated: true }) },
  };
}

/** 32-bit floats, little-endian as on every machine that Node.js runs on. */
function base64(vector: ArrayLike<number>): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}
