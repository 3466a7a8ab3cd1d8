import type { CheckedGrammar } from "../constraints/index.js";

/** A message as chat templates see it: text only, tool calls already decided. */
export interface PromptMessage {
  role: "system" | "user" | "assistant" | "tool";
  content: string;
}

/** How the next token is drawn. Ranges are checked before a request reaches the engine. */
export interface SamplingOptions {
  /** 0 picks the most probable token; 1 samples the model's own distribution. */
  temperature: number;
  /** Nucleus: keep the smallest set of tokens whose probabilities sum to at least this. 1 keeps all. */
  topP: number;
  /** Keep the k most probable tokens. 0 keeps all. */
  topK: number;
  /** Drop tokens less probable than this fraction of the most probable one. 0 keeps all. */
  minP: number;
  /** Drop tokens less probable than `topA × pmax²`. 0 keeps all. */
  topA: number;
  /** Subtracted from a logit for each time its token occurred in the answer. */
  frequencyPenalty: number;
  /** Subtracted once from the logit of each token that occurred in the answer. */
  presencePenalty: number;
  /** Divides (positive) or multiplies (negative) the logit of each token that occurred. 1 changes nothing. */
  repetitionPenalty: number;
  /** Same seed, same request, same answer. */
  seed?: number;
  /** Added to logits by token id; −100 bans and 100 forces, end-of-generation tokens included. */
  logitBias?: Record<number, number>;
}

/** What an answer goes on from. */
export interface Prompt {
  /** The conversation. When the last message is the assistant's, the model continues it. */
  messages: PromptMessage[];
  /** A text that is continued as it is, without a chat template, in place of `messages`. */
  text?: string | undefined;
}

export interface GenerateRequest extends Prompt {
  sampling: SamplingOptions;
  /** Most tokens to generate; without it, what the context leaves. */
  maxTokens?: number;
  /** Strings that end the answer. They never appear in the text. */
  stop: string[];
  /** A GBNF grammar with the rule `root` that the whole answer must match: see `checkedGrammar`. */
  grammar?: CheckedGrammar;
  /** Number of alternatives (0–20) per token; absent when no log-probabilities are wanted. */
  topLogprobs?: number;
  /** Whose request it is; waiting requests are served fairly between clients. */
  client: string;
  /** One of the client's own users; its turns are shared fairly between them. */
  user?: string | undefined;
  /** End an answer that runs in circles; the native reason is `repetition`. Default: false. */
  repetitionGuard?: boolean | undefined;
}

export interface TokenLogprob {
  token: string;
  bytes: number[];
  /** Natural logarithm of the model's probability before sampling. */
  logprob: number;
}

export interface TokenLogprobs extends TokenLogprob {
  top: TokenLogprob[];
}

export interface GenerateUsage {
  promptTokens: number;
  /** Prompt tokens found already evaluated. */
  cachedTokens: number;
  completionTokens: number;
}

export interface GenerateTimings {
  queuedMs: number;
  promptMs: number;
  generationMs: number;
}

export type GenerateEvent =
  /** Waiting for a place; sent when the position changes. 1 is next. */
  | { type: "queued"; position: number }
  /** Progress of the evaluation of the prompt. */
  | { type: "prompt"; evaluated: number; promptTokens: number; cachedTokens: number }
  /** Text that is final: whole characters, no part of a stop string. */
  | { type: "text"; text: string; logprobs?: TokenLogprobs[] }
  | {
      type: "done";
      finishReason: "stop" | "length";
      /**
       * The reason in the engine's words: `eog`, `stop_sequence`, `max_tokens`, `context_full`, `grammar_end`,
       * `repetition`.
       */
      nativeFinishReason: string;
      /** Which of the request's `stop` ended the answer, if one did. */
      stopSequence?: string | undefined;
      usage: GenerateUsage;
      timings: GenerateTimings;
    };

export interface EngineModel {
  /** Tokens that a prompt and its answer may fill together. */
  contextLength: number;
  vocabularySize: number;
  /** Whether the model's chat template has a place for reasoning (`<think>`). */
  reasoning: boolean;
}

export interface EngineStatus {
  /** `failed`: the process ended and no other is up; the next request tries again. */
  state: "ready" | "restarting" | "failed";
  running: number;
  waiting: number;
  /** Requests that can run at once. */
  capacity: number;
  /** Times that the engine's process was started anew. */
  restarts: number;
  /** When a token last came, in milliseconds since 1970; undefined before the first. */
  lastTokenAt: number | undefined;
}

/** The embedded model. Every rejection is an {@link EngineError}, but for that of an aborted signal. */
export interface Engine {
  readonly model: EngineModel;
  /** Tokens of the rendered prompt. Rejects with `prompt_too_long` only for one many times as long as the context. */
  countTokens(messages: PromptMessage[]): Promise<number>;
  /**
   * Leaving the loop or aborting the signal stops the generation within a token, or a slice of the prompt; an aborted
   * loop rejects with the signal's reason. A reader that lags by 64 events pauses its own generation. Requests with a
   * seed are evaluated apart from others, which makes them repeatable to the letter.
   */
  generate(request: GenerateRequest, signal?: AbortSignal): AsyncIterable<GenerateEvent>;
  /** Requests running and waiting, and how many can run at once. */
  readonly load: { running: number; waiting: number; capacity: number };
  /** For health checks and metrics. */
  readonly status: EngineStatus;
  /** Ends the engine's process, also one that is still loading. Requests under way reject with `engine_closed`. */
  close(): Promise<void>;
}

export type EngineErrorCode =
  /** The engine itself can't start here: a library, a binary or the machine is at fault. */
  | "engine_unavailable"
  /** The model file is missing, damaged, or of a kind that can't be used. */
  | "model_unusable"
  | "prompt_too_long"
  | "invalid_grammar"
  | "queue_full"
  /** The engine's process ended, or was ended because it gave no sign of life. */
  | "engine_crashed"
  /** The engine ended twice during this very request. */
  | "request_refused"
  | "engine_closed";

export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;
  /** `queue_full`, `request_refused`: seconds after which a try may succeed. `invalid_grammar`: 1-based line and column. */
  readonly details: { retryAfterSeconds?: number; line?: number; column?: number };

  constructor(
    code: EngineErrorCode,
    message: string,
    details: { retryAfterSeconds?: number; line?: number; column?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.details = details;
  }
}
