import {
  type Delta,
  type FinishReason,
  type GenerationEvent,
  noUsage,
  type TokenLogprob,
  type TokenLogprobs,
  type Usage,
} from "../../generation/event.js";
import { toolCallId } from "../../generation/ids.js";
import { garbage, providerFailure } from "../http/failures.js";
import { countIn, type Fields, fieldsIn, isFields, listIn, textIn } from "../http/fields.js";
import type { StreamReader } from "../http/upstream.js";
import { errorIn } from "./errors.js";

const finishReasons: Record<string, FinishReason> = {
  STOP: "stop",
  MAX_TOKENS: "length",
  CONTINUATION: "length",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  LANGUAGE: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
};

/** Who can read the signature of a thought. */
const format = "google-gemini-v1";

interface Candidate {
  calls: number;
  finished: boolean;
}

/** Reads the responses of one stream. It is complete when each candidate has told why it ended. */
export class ResponseReader implements StreamReader {
  readonly usage: Usage = { ...noUsage(), estimated: true };
  readonly closed = false;
  upstreamId: string | undefined;
  said = false;
  readonly #provider: string;
  readonly #hideReasoning: boolean;
  readonly #expected: number;
  readonly #candidates = new Map<number, Candidate>();
  #blocked = false;

  /** `expected`: how many candidates were asked for. */
  constructor(provider: string, hideReasoning: boolean, expected: number) {
    this.#provider = provider;
    this.#hideReasoning = hideReasoning;
    this.#expected = expected;
  }

  get finished(): boolean {
    const all = [...this.#candidates.values()];
    return this.#blocked || (all.length === this.#expected && all.every(({ finished }) => finished));
  }

  read(data: string): GenerationEvent[] {
    const response = this.#parse(data);
    if (response.error) throw providerFailure(this.#provider, errorIn(response));
    this.upstreamId ??= textIn(response.responseId);
    const events = listIn(response.candidates).flatMap((candidate) => this.#candidate(candidate));
    const block = textIn(fieldsIn(response.promptFeedback).blockReason);
    if (block !== undefined && block !== "BLOCK_REASON_UNSPECIFIED" && this.#candidates.size === 0) {
      this.#blocked = true;
      events.push({ type: "finish", choice: 0, finishReason: "content_filter", nativeFinishReason: block });
    }
    this.#count(fieldsIn(response.usageMetadata));
    return events;
  }

  #parse(data: string): Fields {
    let response: unknown;
    try {
      response = JSON.parse(data);
    } catch {
      throw garbage(this.#provider, "sent something that is not JSON within the answer");
    }
    if (isFields(response)) return response;
    throw garbage(this.#provider, "sent something that is no response within the answer");
  }

  #candidate(given: Fields): GenerationEvent[] {
    const index = countIn(given.index) ?? 0;
    if (index >= this.#expected) throw garbage(this.#provider, `numbers a candidate ${index}`);
    const state = this.#candidates.get(index) ?? { calls: 0, finished: false };
    this.#candidates.set(index, state);
    const deltas = listIn(fieldsIn(given.content).parts).flatMap((part) => this.#part(part, state));
    const logprobs = logprobsOf(fieldsIn(given.logprobsResult));
    const events = deltas.map(
      ({ delta, images }): GenerationEvent => ({
        type: "delta",
        choice: index,
        delta,
        ...(images && { extra: { delta: { images } } }),
      }),
    );
    if (logprobs.length > 0) addLogprobs(events, index, logprobs);
    if (events.length > 0) this.said = true;
    return [...events, ...this.#finish(given, index, state)];
  }

  #finish(
    { finishReason: reason, finishMessage }: Fields,
    choice: number,
    state: Candidate,
  ): GenerationEvent[] {
    if (typeof reason !== "string" || reason === "FINISH_REASON_UNSPECIFIED" || state.finished) return [];
    const known = finishReasons[reason];
    if (known === undefined) {
      const message = textIn(finishMessage) ?? `ended with ${reason}`;
      throw providerFailure(this.#provider, { status: 502, message, code: reason });
    }
    state.finished = true;
    const finishReason = known === "stop" && state.calls > 0 ? "tool_calls" : known;
    return [{ type: "finish", choice, finishReason, nativeFinishReason: reason }];
  }

  #part(part: Fields, state: Candidate): { delta: Delta; images?: object[] }[] {
    const delta: Delta = {};
    const details: object[] = [];
    const text = textIn(part.text);
    let id: string | undefined;
    if (part.thought === true) {
      this.said = true;
      if (text) {
        delta.reasoning = text;
        details.push({ type: "reasoning.text", text, format, index: 0 });
      }
    } else if (text) delta.content = text;
    if (isFields(part.functionCall)) {
      const { id: given, name, args } = part.functionCall;
      id = textIn(given) ?? toolCallId();
      const called = { name: String(name), arguments: JSON.stringify(args ?? {}) };
      delta.tool_calls = [{ index: state.calls++, id, type: "function", function: called }];
    }
    const data = textIn(part.thoughtSignature);
    if (data) details.push({ type: "reasoning.encrypted", data, ...(id && { id }), format, index: 0 });
    if (this.#hideReasoning) delete delta.reasoning;
    else if (details.length > 0) delta.reasoning_details = details;
    const { mimeType, data: bytes } = fieldsIn(part.inlineData);
    const image = textIn(bytes) && {
      type: "image_url",
      image_url: { url: `data:${mimeType};base64,${bytes}` },
    };
    if (Object.keys(delta).length === 0 && !image) return [];
    return [image ? { delta, images: [image] } : { delta }];
  }

  #count(given: Fields): void {
    const { usage } = this;
    const prompt = countIn(given.promptTokenCount);
    if (prompt !== undefined) usage.promptTokens = prompt + (countIn(given.toolUsePromptTokenCount) ?? 0);
    const sound = listIn(given.promptTokensDetails).find(({ modality }) => modality === "AUDIO");
    usage.audioTokens = countIn(sound?.tokenCount) ?? usage.audioTokens;
    usage.cachedTokens = countIn(given.cachedContentTokenCount) ?? usage.cachedTokens;
    usage.reasoningTokens = countIn(given.thoughtsTokenCount) ?? usage.reasoningTokens;
    const answered = countIn(given.candidatesTokenCount);
    if (answered === undefined && given.thoughtsTokenCount === undefined) return;
    usage.completionTokens = (answered ?? 0) + usage.reasoningTokens;
    usage.estimated = undefined;
  }
}

/** With the text that they are about, or alone. */
function addLogprobs(events: GenerationEvent[], choice: number, logprobs: TokenLogprobs[]): void {
  const at = events.findIndex((event) => event.type === "delta" && event.delta.content !== undefined);
  const event = events[at];
  if (event?.type === "delta") events[at] = { ...event, logprobs };
  else events.push({ type: "delta", choice, delta: {}, logprobs });
}

function logprobsOf({ chosenCandidates, topCandidates }: Fields): TokenLogprobs[] {
  const top = listIn(topCandidates);
  return listIn(chosenCandidates).map((chosen, index) => ({
    ...tokenOf(chosen),
    top_logprobs: listIn(top[index]?.candidates).map(tokenOf),
  }));
}

function tokenOf({ token, logProbability }: Fields): TokenLogprob {
  const text = String(token ?? "");
  return { token: text, bytes: [...Buffer.from(text)], logprob: Number(logProbability ?? 0) };
}
