import type { EmbeddingAnswer, EmbeddingTask } from "../../generation/embedding.js";
import { noUsage } from "../../generation/event.js";
import { estimateInputs } from "../../generation/token-estimate.js";
import { garbage } from "../http/failures.js";
import { countIn, type Fields, fieldsIn, listIn } from "../http/fields.js";

/** Fields of the API that others have no word for. */
const ownFields = ["taskType", "title"];

/** The task as `batchEmbedContents` takes it, and the names of what it does not. */
export function embeddingBody(
  { inputs, dimensions, truncate, extra }: EmbeddingTask,
  model: string,
): { body: Fields; ignored: string[] } {
  const own = Object.fromEntries(Object.entries(extra).filter(([name]) => ownFields.includes(name)));
  const left = Object.keys(extra).filter((name) => !ownFields.includes(name));
  const requests = inputs.map((text) => ({
    model,
    content: { parts: [{ text }] },
    ...own,
    ...(dimensions !== undefined && { outputDimensionality: dimensions }),
  }));
  return { body: { requests }, ignored: [...left, ...(truncate === undefined ? [] : ["truncate"])] };
}

/** Throws for an answer without all vectors. */
export function readEmbeddings(
  answer: Fields,
  inputs: readonly string[],
  provider: string,
): Pick<EmbeddingAnswer, "embeddings" | "usage"> {
  const embeddings = listIn(answer.embeddings).flatMap(({ values }) =>
    Array.isArray(values) && values.every((value) => typeof value === "number") ? [values as number[]] : [],
  );
  if (embeddings.length !== inputs.length) {
    throw garbage(provider, `answered with ${embeddings.length} vectors for ${inputs.length} texts`);
  }
  const told = countIn(fieldsIn(answer.usageMetadata).promptTokenCount);
  const usage =
    told === undefined
      ? { ...noUsage(), promptTokens: estimateInputs(inputs), estimated: true }
      : { ...noUsage(), promptTokens: told };
  return { embeddings, usage };
}
