import type { EmbeddingAnswer, EmbeddingTask, RerankAnswer, RerankTask } from "../../generation/embedding.js";
import { noUsage } from "../../generation/event.js";
import type { Emit, Provider } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import { estimatePrompt } from "../../generation/token-estimate.js";
import type { ProviderError } from "../http/failures.js";
import { isFields } from "../http/fields.js";
import { Upstream, type UpstreamOptions } from "../http/upstream.js";
import { ChunkReader, streamedError } from "./chunk-reader.js";
import { embeddingBody, readEmbeddings, usageOfInputs } from "./embeddings.js";
import { type Flavour, type FlavourName, flavours, unknownFlavour } from "./flavours.js";
import { completionBody, requestBody } from "./request-body.js";

export interface OpenAiProviderOptions extends UpstreamOptions {
  /** Where `/chat/completions` is, such as `https://api.openai.com/v1`. */
  baseUrl: string;
  /** Which dialect it speaks. Default: the plain protocol. */
  flavour?: FlavourName | undefined;
  /** Whether it continues an assistant's message at the end. Default: what is known of the flavour. */
  continues?: boolean | undefined;
}

/** A server that speaks the chat completions API. Every answer is fetched as a stream: silence and cuts show at once. */
export class OpenAiProvider implements Provider {
  readonly name: string;
  readonly #upstream: Upstream;
  readonly #baseUrl: string;
  readonly #flavour: Flavour;
  readonly #continues: boolean;

  constructor(options: OpenAiProviderOptions) {
    const { name, baseUrl, flavour } = options;
    this.name = name;
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#flavour = flavour ? flavours[flavour] : unknownFlavour;
    this.#continues = options.continues ?? this.#flavour.prefill !== undefined;
    const keyHeaders = (key: string) => ({ authorization: `Bearer ${key}` });
    this.#upstream = new Upstream(options, { keyHeaders, errorIn });
  }

  continues(): boolean {
    return this.#continues;
  }

  completes(model: string): boolean {
    const { completes } = this.#flavour;
    return typeof completes === "boolean" ? completes : completes.test(model);
  }

  async embed(task: EmbeddingTask, model: string, signal: AbortSignal): Promise<EmbeddingAnswer> {
    const { body, ignored } = embeddingBody(task, model, this.#flavour);
    const answer = await this.#upstream.json(new URL(`${this.#baseUrl}/embeddings`), body, signal);
    const takesUnknown = this.#flavour.extra === undefined;
    return { ...readEmbeddings(answer, task.inputs, this.name), ignored, warnings: [], takesUnknown };
  }

  async rerank({ body, inputs }: RerankTask, model: string, signal: AbortSignal): Promise<RerankAnswer> {
    const url = new URL(`${this.#baseUrl}/rerank`);
    const answer = await this.#upstream.json(url, { ...body, model }, signal);
    return { body: answer, usage: usageOfInputs(answer, inputs) };
  }

  async generate(task: Task, model: string, signal: AbortSignal, emit: Emit): Promise<void> {
    const prefill = task.messages.at(-1)?.role === "assistant" && this.#continues;
    const request = task.prompts
      ? completionBody(task, task.prompts, model, this.#flavour, this.name)
      : requestBody(task, model, this.#flavour, this.name, prefill);
    const url = new URL(`${this.#baseUrl}/${task.prompts ? "completions" : "chat/completions"}`);
    const usage = { ...noUsage(), estimated: true };
    const reader = new ChunkReader(this.name, usage, task.parameters.reasoning?.exclude === true);
    const takesUnknown = Object.keys(task.extra).length === 0 || this.#flavour.extra === undefined;
    const { headers } = task;
    const about = { warnings: [], takesUnknown, promptTokens: () => estimatePrompt(task) };
    const call = { url, headers, model, reader, ...about, ...request };
    await this.#upstream.answer(call, signal, emit);
  }
}

/** What a body with an error's status says. */
function errorIn(body: unknown, status: number): ProviderError {
  const given = isFields(body) && body.error ? body.error : body;
  return { ...streamedError(given), status };
}
