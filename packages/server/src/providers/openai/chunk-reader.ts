import type {
  Delta,
  FinishReason,
  GenerationEvent,
  PassedOn,
  TokenLogprobs,
  Usage,
} from "../../generation/event.js";
import { cut, garbage, type ProviderError, providerFailure } from "../http/failures.js";
import { type Fields, isFields, textIn } from "../http/fields.js";
import type { StreamReader } from "../http/upstream.js";
import { ToolCallReader } from "./tool-calls.js";
import { readUsage } from "./usage.js";

const chunkFields = new Set(["id", "object", "created", "model", "provider", "choices", "usage", "error"]);
const choiceFields = new Set([
  "index",
  "delta",
  "message",
  "text",
  "finish_reason",
  "native_finish_reason",
  "logprobs",
]);
const deltaFields = new Set([
  "role",
  "content",
  "reasoning",
  "reasoning_content",
  "reasoning_details",
  "tool_calls",
  "refusal",
]);

const finishReasons: Record<string, FinishReason> = {
  stop: "stop",
  eos: "stop",
  end_turn: "stop",
  stop_sequence: "stop",
  length: "length",
  max_tokens: "length",
  model_length: "length",
  tool_calls: "tool_calls",
  function_call: "tool_calls",
  tool_use: "tool_calls",
  content_filter: "content_filter",
  safety: "content_filter",
  refusal: "content_filter",
  error: "error",
};

interface ChoiceState {
  calls: ToolCallReader;
  said: boolean;
  called: boolean;
  finished: boolean;
}

/** Reads a server's chunks, or its one whole answer, as events. */
export class ChunkReader implements StreamReader {
  readonly usage: Usage;
  /** The server's id of the answer. */
  upstreamId: string | undefined;
  readonly #provider: string;
  readonly #hideReasoning: boolean;
  readonly #choices: ChoiceState[] = [];
  #closed = false;
  /** Fields of chunks that were passed on: only changes are worth repeating. */
  readonly #told = new Map<string, unknown>();

  constructor(provider: string, usage: Usage, hideReasoning: boolean) {
    this.#provider = provider;
    this.usage = usage;
    this.#hideReasoning = hideReasoning;
  }

  /** Every answer that has begun has come to its end. */
  get finished(): boolean {
    return this.#choices.length > 0 && this.#choices.every((choice) => choice?.finished !== false);
  }

  /** Something was said. */
  get said(): boolean {
    return this.#choices.some((choice) => choice?.said);
  }

  /** The server has said that it is done. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Throws an `ApiError` for an error in the stream and for what can't be a chunk. */
  read(text: string): GenerationEvent[] {
    if (text === "[DONE]") return this.#close();
    let chunk: unknown;
    try {
      chunk = JSON.parse(text);
    } catch {
      throw garbage(this.#provider, "sent something that is not JSON within the answer");
    }
    if (!isFields(chunk)) throw garbage(this.#provider, "sent something that is no chunk within the answer");
    if (chunk.error) throw providerFailure(this.#provider, streamedError(chunk.error));
    if (typeof chunk.id === "string" && chunk.id !== "") this.upstreamId ??= chunk.id;
    const events: GenerationEvent[] = [];
    const extra = this.#newFields(chunk);
    if (Array.isArray(chunk.choices)) {
      for (const choice of chunk.choices) if (isFields(choice)) this.#choice(choice, extra, events);
    } else if (!isFields(chunk.usage) && chunk.choices !== null) {
      throw garbage(this.#provider, "sent a chunk without choices");
    }
    if (isFields(chunk.usage)) readUsage(chunk.usage, this.usage);
    return events;
  }

  /** With the ends of answers of which the server has not said why they ended. */
  #close(): GenerationEvent[] {
    this.#closed = true;
    if (!this.finished && !this.said) throw cut(this.#provider, "the answer ended before it began");
    return this.#choices.flatMap((choice, index): GenerationEvent[] => {
      if (!choice || choice.finished) return [];
      choice.finished = true;
      const finishReason = choice.called ? "tool_calls" : "stop";
      return [{ type: "finish", choice: index, finishReason, nativeFinishReason: null }];
    });
  }

  #choice(choice: Fields, chunkExtra: Fields | undefined, events: GenerationEvent[]): void {
    const index = typeof choice.index === "number" && choice.index >= 0 ? choice.index : 0;
    if (index > 127) throw garbage(this.#provider, `numbers an answer ${index}`);
    this.#choices[index] ??= { calls: new ToolCallReader(), said: false, called: false, finished: false };
    const state = this.#choices[index];
    if (state.finished) return;
    const given = [choice.delta, choice.message].find(isFields) ?? { content: choice.text };
    const delta = this.#delta(given, state);
    const logprobs = logprobsOf(choice.logprobs);
    const extra = passedOn(given, choice, chunkExtra);
    if (Object.keys(delta).length > 0 || extra || logprobs) {
      events.push({ type: "delta", choice: index, delta, logprobs, extra });
    }
    const reason = choice.finish_reason;
    if (typeof reason === "string" && reason !== "") {
      const known = finishReasons[reason.toLowerCase()];
      if (known === "error")
        throw providerFailure(this.#provider, { status: 502, message: "ended with an error" });
      state.finished = true;
      const native = choice.native_finish_reason;
      events.push({
        type: "finish",
        choice: index,
        finishReason: state.called && (known ?? "stop") === "stop" ? "tool_calls" : (known ?? "stop"),
        nativeFinishReason: typeof native === "string" ? native : reason,
        // As vLLM and SGLang tell it.
        stopSequence: textIn(choice.stop_reason) ?? textIn(choice.matched_stop),
      });
    }
  }

  #delta(given: Fields, state: ChoiceState): Delta {
    const delta: Delta = {};
    const { content, reasoning } = contentOf(given);
    if (content !== "") delta.content = content;
    if (!this.#hideReasoning) {
      if (reasoning !== "") delta.reasoning = reasoning;
      const details = given.reasoning_details;
      if (Array.isArray(details) && details.length > 0) delta.reasoning_details = details;
    }
    if (typeof given.refusal === "string" && given.refusal !== "") delta.refusal = given.refusal;
    if (Array.isArray(given.tool_calls) && given.tool_calls.length > 0) {
      delta.tool_calls = state.calls.read(given.tool_calls);
      state.called = true;
    }
    if (Object.keys(delta).length > 0) state.said = true;
    return delta;
  }

  #newFields(chunk: Fields): Fields | undefined {
    let fields: Fields | undefined;
    for (const name in chunk) {
      if (chunkFields.has(name)) continue;
      const value = chunk[name];
      if (value === null || this.#told.get(name) === value) continue;
      // What differs with every chunk, such as padding, is worth nothing to the client when it comes late or alone.
      this.#told.set(name, value);
      fields ??= {};
      fields[name] = value;
    }
    return fields;
  }
}

function passedOn(delta: Fields, choice: Fields, chunk: Fields | undefined): PassedOn | undefined {
  const ofDelta = unknownIn(delta, deltaFields);
  const ofChoice = unknownIn(choice, choiceFields);
  if (!ofDelta && !ofChoice && !chunk) return undefined;
  return {
    ...(ofDelta && { delta: ofDelta }),
    ...(ofChoice && { choice: ofChoice }),
    ...(chunk && { chunk }),
  };
}

function unknownIn(fields: Fields, known: ReadonlySet<string>): Fields | undefined {
  let found: Fields | undefined;
  for (const name in fields) {
    if (known.has(name) || fields[name] === null) continue;
    found ??= {};
    found[name] = fields[name];
  }
  return found;
}

/** Some servers give the content in parts, and the reasoning among them. */
function contentOf(given: Fields): { content: string; reasoning: string } {
  const thought = given.reasoning ?? given.reasoning_content;
  const reasoning = typeof thought === "string" ? thought : "";
  if (typeof given.content === "string") return { content: given.content, reasoning };
  if (!Array.isArray(given.content)) return { content: "", reasoning };
  const parts = given.content.filter(isFields);
  const texts = (from: unknown[]) =>
    from.map((part) => (isFields(part) ? String(part.text ?? "") : "")).join("");
  return {
    content: texts(parts.filter((part) => part.type === "text")),
    reasoning:
      reasoning +
      parts
        .filter((part) => part.type === "thinking")
        .map((part) => (Array.isArray(part.thinking) ? texts(part.thinking) : String(part.thinking ?? "")))
        .join(""),
  };
}

function logprobsOf(given: unknown): TokenLogprobs[] | undefined {
  if (!isFields(given)) return undefined;
  if (Array.isArray(given.tokens)) return completionLogprobs(given.tokens, given);
  if (!Array.isArray(given.content) || given.content.length === 0) return undefined;
  return given.content as TokenLogprobs[];
}

/** The lists of `/completions`. */
function completionLogprobs(tokens: unknown[], { token_logprobs: chosen, top_logprobs: top }: Fields) {
  const entry = (token: string, logprob: unknown) => ({
    token,
    bytes: [...Buffer.from(token)],
    logprob: typeof logprob === "number" ? logprob : 0,
  });
  const list = (value: unknown, at: number): unknown => (Array.isArray(value) ? value[at] : undefined);
  const all = tokens.map((token, at) => {
    const others = list(top, at);
    return {
      ...entry(String(token), list(chosen, at)),
      top_logprobs: isFields(others) ? Object.entries(others).map(([name, value]) => entry(name, value)) : [],
    };
  });
  return all.length > 0 ? all : undefined;
}

/** The `error` of a body or a chunk. */
export function streamedError(error: unknown): ProviderError {
  if (!isFields(error)) return { status: 502, message: String(error) };
  const { code, status, status_code: statusCode, type, message } = error;
  const number = [code, status, statusCode].map(Number).find((one) => one >= 400 && one < 600);
  const name = typeof code === "string" && Number.isNaN(Number(code)) ? code : type;
  return {
    status: number ?? statusByName(String(name)),
    message: typeof message === "string" ? message : JSON.stringify(error).slice(0, 500),
    code: typeof name === "string" ? name : undefined,
  };
}

function statusByName(name: string): number {
  if (/rate_limit|too_many|insufficient_quota/i.test(name)) return 429;
  if (/overloaded|unavailable/i.test(name)) return 503;
  if (/timeout/i.test(name)) return 504;
  if (/authentication|invalid_api_key/i.test(name)) return 401;
  if (/invalid_request|context_length|content_filter|content_policy/i.test(name)) return 400;
  return 502;
}
