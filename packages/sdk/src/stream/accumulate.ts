import type { ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import { Fields, Fold, fields, isObject, rules, type Values } from "./fold.js";
import { ReasoningDetails } from "./reasoning-details.js";
import { ToolCalls } from "./tool-calls.js";

/** Folds the chunks of a stream into the answer they make up. */
export interface ChatAccumulator {
  /** Takes the next chunk. Never throws, whatever a provider sent. */
  add(chunk: ChatStreamingResponseChunk): void;
  /**
   * The answer up to now: at the end the whole one, before it (or after an abort) what had arrived, with
   * `finishReason: null` in choices that have not finished. Later chunks don't change what it returned.
   */
  response(): ChatResponse;
}

const deltaRules = rules("content reasoning refusal", "images annotations", {
  audio: fields(rules("data transcript")),
  toolCalls: () => new ToolCalls(),
  reasoningDetails: () => new ReasoningDetails(),
});
const choiceRules = rules("", "", { logprobs: fields(rules("", "content refusal")) });

class Choices extends Fold {
  readonly #choices: Fields[] = [];

  add(deltas: unknown): void {
    if (!Array.isArray(deltas)) return;
    for (const delta of deltas) {
      if (!isObject(delta)) continue;
      const index = delta.index ?? 0;
      let choice = this.#choices.find(({ values }) => values.get("index") === index);
      if (!choice) {
        choice = new Fields(choiceRules, { index, delta: new Fields(deltaRules) });
        this.#choices.push(choice);
      }
      choice.add(delta);
    }
  }

  get(): Values[] {
    return this.#choices
      .map((choice) => {
        const { index, delta, ...rest } = choice.get();
        const message = { content: null, ...(delta as Values) } as Values;
        return {
          index,
          message: { ...message, role: message.role || "assistant" },
          ...rest,
          finishReason: rest.finishReason || null,
        };
      })
      .sort((a, b) => Number(a.index) - Number(b.index));
  }
}

/**
 * Makes an accumulator for the chunks of one stream. It costs little per chunk and keeps only the answer,
 * not the chunks.
 *
 * Text, reasoning, refusals, log-probabilities, images and annotations are concatenated, the deltas of a tool
 * call or of a reasoning detail are joined, and of every other field, known or not, the last value that is
 * not empty wins.
 */
export function createChatAccumulator(): ChatAccumulator {
  const chunks = new Fields(undefined, { choices: new Choices() });
  return {
    add: (chunk) => chunks.add(chunk),
    response: () =>
      ({
        id: "",
        created: 0,
        model: "",
        ...chunks.get(),
        object: "chat.completion",
      }) as unknown as ChatResponse,
  };
}
