import type { ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import type { Values } from "../wire/object.js";
import { fold, folded, plain } from "./fold.js";
import { chunkGrowth } from "./growth.js";

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

/**
 * Makes an accumulator for the chunks of one stream. It costs little per chunk and keeps only the answer,
 * not the chunks.
 *
 * Text, reasoning, refusals, log-probabilities, images, annotations and sound are concatenated, the deltas of a tool
 * call or of a reasoning detail are joined, and of every other field, known or not, the last value that is
 * not empty wins.
 */
export function createChatAccumulator(): ChatAccumulator {
  const chunks = folded();
  return {
    add: (chunk) => fold(chunks, chunk, chunkGrowth),
    response() {
      const { choices, ...answer } = plain(chunks) as Values;
      return {
        id: "",
        created: 0,
        model: "",
        ...answer,
        choices: sorted(choices).map(({ delta, ...choice }) => {
          const message = { content: null, ...delta };
          message.role ||= "assistant";
          if (message.toolCalls)
            message.toolCalls = sorted(message.toolCalls).map(({ index, ...call }) => call);
          return { message, ...choice, finishReason: choice.finishReason || null };
        }),
        object: "chat.completion",
      } as ChatResponse;
    },
  };
}

const sorted = (items: unknown): Values[] =>
  Array.isArray(items) ? items.sort((a, b) => rank(a) - rank(b)) : [];

const rank = ({ index }: Values): number => (Object(index) === index ? Infinity : Number(index));
