import type { ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import { createChatAccumulator } from "./accumulate.js";

/**
 * The text of a streamed answer, piece by piece, without empty pieces.
 *
 * Throws what reading the stream throws. Leaving the loop early closes the stream.
 *
 * @param options.choice index of the answer to follow when several were asked for; default 0.
 */
export async function* textDeltas(
  stream: AsyncIterable<ChatStreamingResponseChunk>,
  options: { choice?: number | undefined } = {},
): AsyncGenerator<string, void, undefined> {
  const { choice: wanted = 0 } = options;
  for await (const chunk of stream) {
    for (const choice of chunk.choices ?? []) {
      const content = choice.delta?.content;
      if ((choice.index ?? 0) === wanted && content) yield content;
    }
  }
}

/** Reads a stream to its end and returns the whole answer. Throws what reading the stream throws. */
export async function collectChat(stream: AsyncIterable<ChatStreamingResponseChunk>): Promise<ChatResponse> {
  const accumulator = createChatAccumulator();
  for await (const chunk of stream) accumulator.add(chunk);
  return accumulator.response();
}
