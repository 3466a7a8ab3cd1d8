import { Buffer } from "node:buffer";
import type { EmbeddingAnswer, EmbeddingTask } from "../../generation/embedding.js";
import { noUsage, type Usage } from "../../generation/event.js";
import { estimateInputs } from "../../generation/token-estimate.js";
import { garbage } from "../http/failures.js";
import { type Fields, fieldsIn, listIn } from "../http/fields.js";
import type { Flavour } from "./flavours.js";
import { readUsage } from "./usage.js";

/** The task as `/embeddings` takes it, and the names of what it does not. */
export function embeddingBody(
  { inputs, dimensions, truncate, extra, user }: EmbeddingTask,
  model: string,
  { extra: taken }: Flavour,
): { body: Fields; ignored: string[] } {
  const passedOn = Object.entries(extra).filter(([name]) => !taken || taken.includes(name));
  const left = Object.keys(extra).filter((name) => taken && !taken.includes(name));
  return {
    body: {
      ...Object.fromEntries(passedOn),
      model,
      input: inputs,
      encoding_format: "float",
      ...(dimensions !== undefined && { dimensions }),
      ...(user !== undefined && { user }),
    },
    ignored: [...left, ...(truncate === undefined ? [] : ["truncate"])],
  };
}

/** Vectors in the order of the inputs, also where the server gives another. Throws for an answer without all of them. */
export function readEmbeddings(
  answer: Fields,
  inputs: readonly string[],
  provider: string,
): Pick<EmbeddingAnswer, "embeddings" | "usage"> {
  const embeddings: ArrayLike<number>[] = [];
  for (const [at, { index, embedding }] of listIn(answer.data).entries()) {
    const vector = vectorOf(embedding);
    if (vector) embeddings[typeof index === "number" ? index : at] = vector;
  }
  const found = Object.keys(embeddings).length;
  if (found !== inputs.length || embeddings.length !== inputs.length) {
    throw garbage(provider, `answered with ${found} vectors for ${inputs.length} texts`);
  }
  return { embeddings, usage: usageOfInputs(answer, inputs) };
}

/** What an answer says that it has used; an estimate where it doesn't. */
export function usageOfInputs({ usage: given }: Fields, inputs: readonly string[]): Usage {
  const usage = noUsage();
  const told = fieldsIn(given);
  // There is nothing but a prompt, by whichever name it is counted.
  const { prompt_tokens: counted = told.total_tokens } = told;
  if (typeof counted !== "number") {
    usage.promptTokens = estimateInputs(inputs);
    usage.estimated = true;
  }
  readUsage(typeof counted === "number" ? { ...told, prompt_tokens: counted } : told, usage);
  return usage;
}

function vectorOf(given: unknown): ArrayLike<number> | undefined {
  if (Array.isArray(given) && given.every((value) => typeof value === "number")) return given;
  if (typeof given !== "string") return undefined;
  const bytes = Buffer.from(given, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
}
