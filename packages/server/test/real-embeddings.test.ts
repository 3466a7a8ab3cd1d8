import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EmbeddingEngine } from "../src/engine/embedding/embedding-engine.js";
import { cacheDirectory, embeddingModel, resolveEmbeddingModel } from "../src/model-files/index.js";

const { id, weights, heads, contextLength } = embeddingModel;
const path = join(cacheDirectory(), "models", id.replace("/", "--"), weights.file);

describe.skipIf(!existsSync(path))("the embedding model (needs its files, which a request fetches)", () => {
  it("finds the sentences alike that its authors' own code does", async () => {
    const engine = new EmbeddingEngine({
      files: async () => ({ ...(await resolveEmbeddingModel()), heads }),
      contextLength,
    });
    const texts = [
      "That is a happy person",
      "That is a happy dog",
      "That is a very happy person",
      "Today is a sunny day",
    ];
    const signal = new AbortController().signal;
    const [first, ...others] = await engine.embed({ texts, client: "test" }, signal);
    const likeness = others.map(({ vector }) =>
      vector.reduce((sum, value, at) => sum + value * first!.vector[at]!, 0),
    );
    await engine.close();
    // As the page of the model shows them.
    for (const [at, expected] of [0.695, 0.943, 0.257].entries()) {
      expect(likeness[at]).toBeCloseTo(expected, 2);
    }
  });
});
