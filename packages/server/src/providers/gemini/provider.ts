import type { GenerationEvent } from "../../generation/event.js";
import type { Provider } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import { Upstream, type UpstreamOptions } from "../http/upstream.js";
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

  async *generate(
    task: Task,
    model: string,
    signal: AbortSignal,
  ): AsyncGenerator<GenerationEvent, void, void> {
    const { n = 1, reasoning } = task.parameters;
    const request = requestBody(task, model, this.name);
    const reader = new ResponseReader(this.name, reasoning?.exclude === true, n);
    const call = { url: this.#urlOf(model), headers: task.headers, model, reader, ...request };
    yield* this.#upstream.answer(call, signal);
  }

  /** Tuned models carry their collection in their names. */
  #urlOf(model: string): URL {
    const path = (model.includes("/") ? model : `models/${model}`)
      .split("/")
      .map(encodeURIComponent)
      .join("/");
    return new URL(`${this.#baseUrl}/${path}:streamGenerateContent?alt=sse`);
  }
}
