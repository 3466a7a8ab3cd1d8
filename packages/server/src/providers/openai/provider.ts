import { type GenerationEvent, noUsage } from "../../generation/event.js";
import type { Provider } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import type { ProviderError } from "../http/failures.js";
import { isFields } from "../http/fields.js";
import { Upstream, type UpstreamOptions } from "../http/upstream.js";
import { ChunkReader, streamedError } from "./chunk-reader.js";
import { type Flavour, type FlavourName, flavours, unknownFlavour } from "./flavours.js";
import { requestBody } from "./request-body.js";

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
  readonly #url: URL;
  readonly #flavour: Flavour;
  readonly #continues: boolean;

  constructor(options: OpenAiProviderOptions) {
    const { name, baseUrl, flavour } = options;
    this.name = name;
    this.#url = new URL(`${baseUrl.replace(/\/+$/, "")}/chat/completions`);
    this.#flavour = flavour ? flavours[flavour] : unknownFlavour;
    this.#continues = options.continues ?? this.#flavour.prefill !== undefined;
    const keyHeaders = (key: string) => ({ authorization: `Bearer ${key}` });
    this.#upstream = new Upstream(options, { keyHeaders, errorIn });
  }

  continues(): boolean {
    return this.#continues;
  }

  async *generate(
    task: Task,
    model: string,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const prefill = task.messages.at(-1)?.role === "assistant" && this.#continues;
    const request = requestBody(task, model, this.#flavour, this.name, prefill);
    const usage = { ...noUsage(), estimated: true };
    const reader = new ChunkReader(this.name, usage, task.parameters.reasoning?.exclude === true);
    const takesUnknown = Object.keys(task.extra).length === 0 || this.#flavour.extra === undefined;
    const { headers } = task;
    const call = { url: this.#url, headers, model, reader, warnings: [], takesUnknown, ...request };
    yield* this.#upstream.answer(call, signal);
  }
}

/** What a body with an error's status says. */
function errorIn(body: unknown, status: number): ProviderError {
  const given = isFields(body) && body.error ? body.error : body;
  return { ...streamedError(given), status };
}
