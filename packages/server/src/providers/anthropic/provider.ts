import type { Emit, Provider } from "../../generation/provider.js";
import type { Task } from "../../generation/task.js";
import { estimatePrompt } from "../../generation/token-estimate.js";
import { Upstream, type UpstreamOptions } from "../http/upstream.js";
import { errorIn } from "./errors.js";
import { EventReader } from "./event-reader.js";
import { requestBody } from "./request-body.js";

export interface AnthropicProviderOptions extends UpstreamOptions {
  /** Where `/messages` is. Default: `https://api.anthropic.com/v1`. */
  baseUrl?: string | undefined;
  /** The API wants a limit with every request: the most tokens of an answer whose task sets none. Default: 8192. */
  maxTokens?: number | undefined;
  /** Whether its models continue an assistant's message at the end; the newest refuse to. Default: no. */
  continues?: boolean | undefined;
}

/** A server that speaks the Messages API. Every answer is fetched as a stream: silence and cuts show at once. */
export class AnthropicProvider implements Provider {
  readonly name: string;
  readonly #upstream: Upstream;
  readonly #url: URL;
  readonly #maxTokens: number;
  readonly #continues: boolean;

  constructor(options: AnthropicProviderOptions) {
    const { baseUrl = "https://api.anthropic.com/v1", maxTokens = 8_192, continues = false } = options;
    this.name = options.name;
    this.#url = new URL(`${baseUrl.replace(/\/+$/, "")}/messages`);
    this.#maxTokens = maxTokens;
    this.#continues = continues;
    const headers = { "anthropic-version": "2023-06-01", ...options.headers };
    this.#upstream = new Upstream(
      { ...options, headers },
      { keyHeaders: (key) => ({ "x-api-key": key }), errorIn },
    );
  }

  continues(): boolean {
    return this.#continues;
  }

  async generate(task: Task, model: string, signal: AbortSignal, emit: Emit): Promise<void> {
    const request = requestBody(task, model, this.name, this.#maxTokens);
    const reader = new EventReader(this.name, task.parameters.reasoning?.exclude === true);
    const promptTokens = () => estimatePrompt(task);
    const call = { url: this.#url, headers: task.headers, model, reader, promptTokens, ...request };
    await this.#upstream.answer(call, signal, emit);
  }
}
