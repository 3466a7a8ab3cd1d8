import type { OpenEnum } from "../types/enums.js";
import type { ChatErrorDetail } from "./chat-error.js";
import type { ChatMessageTokenLogprobs } from "./logprobs.js";
import type { AssistantMessage } from "./messages.js";
import type { OpenRouterMetadata } from "./router-metadata.js";
import type { ChatGenerationTokenUsage } from "./usage.js";

/**
 * Why an answer ended: `"stop"` (finished, or a stop string), `"length"` (token limit or context full),
 * `"tool_calls"` (tools to be called), `"content_filter"` (cut by a filter) or `"error"`.
 */
export type ChatCompletionFinishReason = OpenEnum<
  "tool_calls" | "stop" | "length" | "content_filter" | "error"
>;

/** One answer. */
export type ChatResponseChoice = {
  /** Place among the answers, from 0. */
  index: number;
  /** What the model said; can be sent back as it is. */
  message: AssistantMessage;
  /** Why the answer ended. Wire: `finish_reason`. */
  finishReason: ChatCompletionFinishReason | null;
  /** The provider's own word for why it ended. Wire: `native_finish_reason`. */
  nativeFinishReason?: string | null | undefined;
  /** Log-probabilities of its tokens, when asked for. */
  logprobs?: ChatMessageTokenLogprobs | null | undefined;
  /** The failure that cut the answer short, with `finishReason` `"error"`. */
  error?: ChatErrorDetail | undefined;
};

/** The answer to a request that was not streamed. Fields the SDK doesn't know are kept as they came. */
export type ChatResponse = {
  /** Id of the generation, e.g. `"gen-1700000000-AbCdEfGhIjKlMnOpQrSt"`. */
  id: string;
  /** The answers; usually one. */
  choices: Array<ChatResponseChoice>;
  /** When it was made, in seconds since 1970. */
  created: number;
  /** Model that answered. */
  model: string;
  /** Says that this is a whole answer. */
  object: "chat.completion";
  /** Provider that answered. */
  provider?: string | undefined;
  /** Configuration of the provider's system; changes when results may. Wire: `system_fingerprint`. */
  systemFingerprint?: string | null | undefined;
  /** Class of service that was used. Wire: `service_tier`. */
  serviceTier?: string | null | undefined;
  /** What it took. */
  usage?: ChatGenerationTokenUsage | undefined;
  /** How OpenRouter handled the request. Wire: `openrouter_metadata`. */
  openrouterMetadata?: OpenRouterMetadata | undefined;
};
