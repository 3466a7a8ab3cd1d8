import { QueueFull } from "../fair-queue/fair-queue.js";
import { ApiError } from "../generation/api-error.js";
import type { ContentFilter } from "../generation/content-filter.js";
import type { Message, Task } from "../generation/task.js";
import { ThreadPool } from "../threads/thread-pool.js";
import { TooCostly } from "../threads/too-costly.js";
import { type Filtered, filterTexts } from "./filter-texts.js";

/** Characters, times filters, up to which texts are looked at in place: that takes less than a few milliseconds. */
const inPlace = 8_192;
/** Milliseconds for one request. */
const longest = 10_000;

/** Holds prompts to the filters of whose key they come with. */
export class PromptGuard {
  readonly #pool = new ThreadPool<{ texts: readonly string[]; filters: readonly ContentFilter[] }, Filtered>({
    module: new URL("./thread-main.js", import.meta.url),
    threads: 2,
    deadlineMs: longest,
    memoryMb: 256,
    queueLimit: 100,
  });

  /** The task as it may be sent. Throws a 403 that names the filter for one that may not. */
  async task<T extends Pick<Task, "messages" | "prompts" | "client" | "account">>(task: T): Promise<T> {
    const { messages, prompts = [], client, account } = task;
    const filters = account?.filters ?? [];
    if (filters.length === 0) return task;
    const texts = [...prompts, ...messages.flatMap(textsOf)];
    const left = await this.texts(texts, filters, client);
    if (left.every((text, index) => text === texts[index])) return task;
    return {
      ...task,
      ...(task.prompts && { prompts: left.splice(0, prompts.length) }),
      messages: messages.map((message) => withTexts(message, left.splice(0, textsOf(message).length))),
    };
  }

  /** The texts as they may be sent, in their order. Throws a 403 as well. */
  async texts(texts: string[], filters: readonly ContentFilter[], client: string): Promise<string[]> {
    if (filters.length === 0) return texts;
    const filtered = await this.#filter(texts, filters, client);
    if ("texts" in filtered) return filtered.texts;
    const { label, pattern } = filtered.blocked;
    const name = label ?? pattern;
    throw new ApiError(
      403,
      "content_policy_violation",
      `A guardrail of the key blocks this prompt: it has what the filter ${JSON.stringify(name)} looks for`,
      { metadata: { guardrail_filter: name } },
    );
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#pool.close();
  }

  async #filter(texts: string[], filters: readonly ContentFilter[], client: string): Promise<Filtered> {
    const characters = texts.reduce((sum, text) => sum + text.length, 0);
    if (characters * filters.length <= inPlace) return filterTexts(texts, filters);
    try {
      return await this.#pool.run({ texts, filters }, { client });
    } catch (error) {
      if (error instanceof TooCostly) {
        const message = `To hold the prompt against the key's guardrails takes more than ${error.allowed}`;
        throw new ApiError(413, "payload_too_large", message);
      }
      if (!(error instanceof QueueFull)) throw error;
      const message = "Too many prompts wait for their guardrails";
      throw new ApiError(503, "provider_overloaded", message, { headers: { "Retry-After": "1" } });
    }
  }
}

/** All that a message says in words, also in calls of tools and in thoughts. */
function textsOf({ content = [], tool_calls: calls = [], reasoning }: Message): string[] {
  const said =
    typeof content === "string"
      ? [content]
      : content.flatMap((part) => (part.type === "text" ? part.text : []));
  return [
    ...said,
    ...calls.map((call) => call.function.arguments),
    ...(reasoning === undefined ? [] : [reasoning]),
  ];
}

/** The message with other words, in the order of {@link textsOf}. */
function withTexts(message: Message, texts: string[]): Message {
  const next = () => texts.shift()!;
  const { content, tool_calls: calls, reasoning } = message;
  return {
    ...message,
    ...(content !== undefined && {
      content:
        typeof content === "string"
          ? next()
          : content.map((part) => (part.type === "text" ? { ...part, text: next() } : part)),
    }),
    ...(calls && {
      tool_calls: calls.map((call) => ({ ...call, function: { ...call.function, arguments: next() } })),
    }),
    ...(reasoning !== undefined && { reasoning: next() }),
  };
}
