import {
  type Delta,
  type FinishReason,
  type GenerationEvent,
  noUsage,
  type PassedOn,
  type Usage,
} from "../../generation/event.js";
import { cut, garbage, providerFailure } from "../http/failures.js";
import { countIn, type Fields, fieldsIn, isFields, textIn } from "../http/fields.js";
import type { StreamReader } from "../http/upstream.js";
import { errorIn } from "./errors.js";

const finishReasons: Record<string, FinishReason> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  refusal: "content_filter",
};

/** Who can read the signature of a thought. */
const format = "anthropic-claude-v1";

/** A call of a tool whose input is under way. */
interface OpenCall {
  index: number;
  began: boolean;
}

/** Reads the events of one message. It is complete with `message_stop`, and not before. */
export class EventReader implements StreamReader {
  readonly usage: Usage = { ...noUsage(), estimated: true };
  upstreamId: string | undefined;
  said = false;
  finished = false;
  readonly #provider: string;
  readonly #hideReasoning: boolean;
  readonly #open = new Map<unknown, OpenCall>();
  #calls = 0;
  #stopReason: string | undefined;
  #stopSequence: string | undefined;

  constructor(provider: string, hideReasoning: boolean) {
    this.#provider = provider;
    this.#hideReasoning = hideReasoning;
  }

  get closed(): boolean {
    return this.finished;
  }

  read(data: string): GenerationEvent[] {
    const event = this.#parse(data);
    switch (event.type) {
      case "message_start":
        this.#start(fieldsIn(event.message));
        return [];
      case "content_block_start":
        return this.#deltas(this.#begin(event.index, fieldsIn(event.content_block)));
      case "content_block_delta":
        return this.#grow(event.index, fieldsIn(event.delta));
      case "content_block_stop":
        return this.#deltas(this.#close(event.index));
      case "message_delta":
        this.#stopReason = textIn(fieldsIn(event.delta).stop_reason) ?? this.#stopReason;
        this.#stopSequence = textIn(fieldsIn(event.delta).stop_sequence);
        this.#count(fieldsIn(event.usage));
        return [];
      case "message_stop":
        return this.#end();
      case "error":
        throw providerFailure(this.#provider, errorIn(event));
      default:
        // The API may add events; `ping` is one that says nothing.
        return [];
    }
  }

  #parse(data: string): Fields {
    let event: unknown;
    try {
      event = JSON.parse(data);
    } catch {
      throw garbage(this.#provider, "sent something that is not JSON within the answer");
    }
    if (isFields(event) && typeof event.type === "string") return event;
    throw garbage(this.#provider, "sent something that is no event within the answer");
  }

  #start({ id, usage }: Fields): void {
    this.upstreamId = textIn(id);
    this.#count({ ...fieldsIn(usage), output_tokens: undefined });
  }

  /** Counts that are told replace those before them; the tokens of the answer are exact only at its end. */
  #count(given: Fields): void {
    const { usage } = this;
    const written = countIn(given.cache_creation_input_tokens) ?? usage.cacheWriteTokens;
    const cached = countIn(given.cache_read_input_tokens) ?? usage.cachedTokens;
    const before = usage.promptTokens - usage.cachedTokens - (usage.cacheWriteTokens ?? 0);
    usage.promptTokens = (countIn(given.input_tokens) ?? before) + cached + (written ?? 0);
    usage.cachedTokens = cached;
    usage.cacheWriteTokens = written;
    const { ephemeral_1h_input_tokens: writtenFor1h } = fieldsIn(given.cache_creation);
    usage.cacheWrite1hTokens = countIn(writtenFor1h) ?? usage.cacheWrite1hTokens;
    const thoughts = countIn(fieldsIn(given.output_tokens_details).thinking_tokens);
    if (thoughts !== undefined) usage.reasoningTokens = thoughts;
    const completion = countIn(given.output_tokens);
    if (completion === undefined) return;
    usage.completionTokens = completion;
    usage.estimated = undefined;
  }

  #begin(index: unknown, block: Fields): Delta {
    switch (block.type) {
      case "text":
        return textIn(block.text) ? { content: block.text as string } : {};
      case "thinking":
        return this.#thought(index, { text: textIn(block.thinking), signature: textIn(block.signature) });
      case "redacted_thinking":
        return this.#details({ type: "reasoning.encrypted", data: block.data, format, index });
      case "tool_use":
        return this.#beginCall(index, block);
      default:
        return {};
    }
  }

  #beginCall(block: unknown, { id, name, input }: Fields): Delta {
    // Some servers give the whole input at once.
    const whole = Object.keys(fieldsIn(input)).length > 0 ? JSON.stringify(input) : "";
    const call = { index: this.#calls++, began: whole !== "" };
    this.#open.set(block, call);
    const head = { index: call.index, id: String(id), type: "function" as const };
    return { tool_calls: [{ ...head, function: { name: String(name), arguments: whole } }] };
  }

  #grow(index: unknown, delta: Fields): GenerationEvent[] {
    switch (delta.type) {
      case "text_delta":
        return this.#deltas(textIn(delta.text) ? { content: delta.text as string } : {});
      case "thinking_delta":
        return this.#deltas(this.#thought(index, { text: textIn(delta.thinking) }));
      case "signature_delta":
        return this.#deltas(this.#thought(index, { signature: textIn(delta.signature) }));
      case "input_json_delta":
        return this.#deltas(this.#growCall(index, textIn(delta.partial_json)));
      case "citations_delta":
        return this.#deltas({}, { delta: { citations: [delta.citation] } });
      default:
        return [];
    }
  }

  #growCall(block: unknown, json: string | undefined): Delta {
    const call = this.#open.get(block);
    if (!call || json === undefined) return {};
    call.began = true;
    return { tool_calls: [{ index: call.index, function: { arguments: json } }] };
  }

  /** An input of which nothing came is an empty object. */
  #close(block: unknown): Delta {
    const call = this.#open.get(block);
    this.#open.delete(block);
    return call && !call.began ? { tool_calls: [{ index: call.index, function: { arguments: "{}" } }] } : {};
  }

  #thought(
    index: unknown,
    { text, signature }: { text?: string | undefined; signature?: string | undefined },
  ): Delta {
    if (text === undefined && signature === undefined) return {};
    const detail = {
      type: "reasoning.text",
      ...(text !== undefined && { text }),
      ...(signature !== undefined && { signature }),
      format,
      index,
    };
    return {
      ...(text !== undefined && !this.#hideReasoning && { reasoning: text }),
      ...this.#details(detail),
    };
  }

  #details(detail: Fields): Delta {
    this.said = true;
    return this.#hideReasoning ? {} : { reasoning_details: [detail] };
  }

  #deltas(delta: Delta, extra?: PassedOn): GenerationEvent[] {
    if (Object.keys(delta).length === 0 && !extra) return [];
    this.said = true;
    return [{ type: "delta", choice: 0, delta, ...(extra && { extra }) }];
  }

  #end(): GenerationEvent[] {
    const reason = this.#stopReason;
    if (reason === undefined) throw cut(this.#provider, "the message stopped without a reason");
    this.finished = true;
    const finishReason = finishReasons[reason] ?? "stop";
    const stopSequence = this.#stopSequence;
    return [{ type: "finish", choice: 0, finishReason, nativeFinishReason: reason, stopSequence }];
  }
}
