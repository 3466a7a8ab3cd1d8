import { EngineError } from "./types.js";

export function promptTooLong(tokens: number | string, contextLength: number): EngineError {
  return new EngineError(
    "prompt_too_long",
    `The prompt has ${tokens} tokens; at most ${contextLength - 1} fit the context of ${contextLength} with room for an answer`,
  );
}
