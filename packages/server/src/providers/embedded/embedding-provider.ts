import type { EmbeddingEngine } from "../../engine/embedding/embedding-engine.js";
import { EngineError } from "../../engine/types.js";
import { ApiError, badRequest, notFound } from "../../generation/api-error.js";
import type { EmbeddingAnswer, EmbeddingTask } from "../../generation/embedding.js";
import { noUsage } from "../../generation/event.js";
import type { Provider, ProviderLoad } from "../../generation/provider.js";
import { engineFailure } from "./engine-errors.js";

/** The models on this machine that embed texts. */
export class EmbeddedEmbeddings implements Provider {
  readonly name = "Embedded";
  readonly #engines: ReadonlyMap<string, EmbeddingEngine>;

  /** By the models' ids. The engines stay the caller's to close. */
  constructor(engines: ReadonlyMap<string, EmbeddingEngine>) {
    this.#engines = engines;
  }

  load(model: string): ProviderLoad | undefined {
    return this.#engines.get(model)?.status;
  }

  generate(): never {
    throw badRequest("The model embeds texts and writes none", "model");
  }

  async embed(
    { inputs, dimensions, truncate = true, client, user }: EmbeddingTask,
    model: string,
    signal: AbortSignal,
  ): Promise<EmbeddingAnswer> {
    const engine = this.#engines.get(model);
    if (!engine) throw notFound(`There is no embedding model named ${JSON.stringify(model)}`, "model");
    const found = await engine.embed({ texts: inputs, client, user }, signal).catch((error: unknown) => {
      throw signal.aborted ? signal.reason : this.#failure(error);
    });
    const cut = found.flatMap(({ truncated }, index) => (truncated ? [index] : []));
    if (cut.length > 0 && !truncate) throw tooLong(cut[0]!, engine.contextLength);
    const size = found[0]?.vector.length ?? 0;
    if (dimensions !== undefined && dimensions > size) {
      throw badRequest(`dimensions must be at most ${size}, got ${dimensions}`, "dimensions");
    }
    const shorter = dimensions !== undefined && dimensions < size;
    return {
      embeddings: found.map(({ vector }) => (shorter ? normalised(vector.subarray(0, dimensions)) : vector)),
      usage: { ...noUsage(), promptTokens: found.reduce((sum, { tokens }) => sum + tokens, 0) },
      ignored: [],
      warnings: [
        ...(cut.length > 0 ? [`cut to ${engine.contextLength} tokens: ${told(cut)}`] : []),
        ...(shorter ? ["the model was not trained for fewer dimensions: its first ones were taken"] : []),
      ],
    };
  }

  #failure(error: unknown): unknown {
    if (error instanceof EngineError) return engineFailure(error, this.name, {});
    const message = "The embedding model could not be fetched; the server's log says why";
    return new ApiError(503, "provider_unavailable", message, { metadata: { provider_name: this.name } });
  }
}

function tooLong(index: number, most: number): ApiError {
  const param = `input[${index}]`;
  const message = `${param} must have at most ${most} tokens with truncate: false`;
  return new ApiError(400, "context_length_exceeded", message, { param });
}

/** Not all of a long list. */
function told(indexes: readonly number[]): string {
  const names = indexes.slice(0, 10).map((index) => `input[${index}]`);
  return [...names, ...(indexes.length > 10 ? [`${indexes.length - 10} more`] : [])].join(", ");
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => (length === 0 ? 0 : value / length));
}
