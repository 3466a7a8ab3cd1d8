import { EngineError } from "./types.js";

/** In OpenAI's words, which clients look for to shorten the conversation by themselves. */
export function promptTooLong(tokens: number | string, contextLength: number): EngineError {
  return new EngineError(
    "prompt_too_long",
    `This model's maximum context length is ${contextLength} tokens. However, your messages resulted in ${tokens} tokens; at most ${contextLength - 1} leave room for an answer. Please reduce the length of the messages.`,
  );
}
