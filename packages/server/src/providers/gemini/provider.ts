import type { EmbeddingAnswer, EmbeddingTask } from "../../generation/embedding.js";
import type { Emit, Provider } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import { estimatePrompt } from "../../generation/token-estimate.js";
import { Upstream, type UpstreamOptions } from "../http/upstream.js";
import { embeddingBody, readEmbeddings } from "./embeddings.js";
import { errorIn } from "./errors.js";
import { requestBody } from "./request-body.js";
import { ResponseReader } from "./response-reader.js";

export interface GeminiProviderOptions extends UpstreamOptions {
  /** Where `/models` is. Default: `https://generativelanguage.googleapis.com/v1beta`. */
  baseUrl?: string | undefined;
}

/** A server that speaks `generateContent`. Every answer is fetched as a stream: silence and cuts show at once. */
export class GeminiProvider implements Provider {
  readonly name: string;
  readonly #upstream: Upstream;
  readonly #baseUrl: string;

  constructor(options: GeminiProviderOptions) {
    const { baseUrl = "https://generativelanguage.googleapis.com/v1beta" } = options;
    this.name = options.name;
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#upstream = new Upstream(options, { keyHeaders: (key) => ({ "x-goog-api-key": key }), errorIn });
  }

  async generate(task: Task, model: string, signal: AbortSignal, emit: Emit): Promise<void> {
    const { n = 1, reasoning } = task.parameters;
    const request = requestBody(task, model, this.name);
    const reader = new ResponseReader(this.name, reasoning?.exclude === true, n);
    const url = this.#urlOf(model, "streamGenerateContent?alt=sse");
    const promptTokens = () => estimatePrompt(task);
    const call = { url, headers: task.headers, model, reader, promptTokens, ...request };
    await this.#upstream.answer(call, signal, emit);
  }

  async embed(task: EmbeddingTask, model: string, signal: AbortSignal): Promise<EmbeddingAnswer> {
    const { body, ignored } = embeddingBody(task, pathOf(model));
    const answer = await this.#upstream.json(this.#urlOf(model, "batchEmbedContents"), body, signal);
    return { ...readEmbeddings(answer, task.inputs, this.name), ignored, warnings: [] };
  }

  #urlOf(model: string, call: string): URL {
    const path = pathOf(model).split("/").map(encodeURIComponent).join("/");
    return new URL(`${this.#baseUrl}/${path}:${call}`);
  }
}

/** Tuned models carry their collection in their names. */
function pathOf(model: string): string {
  return model.includes("/") ? model : `models/${model}`;
}
