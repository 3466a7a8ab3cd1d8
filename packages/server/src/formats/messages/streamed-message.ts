import { toApiError } from "../../generation/api-error.js";
import type { Delta, Finish, GenerationEvent, Usage } from "../../generation/event.js";
import { noUsage } from "../../generation/event.js";
import type { Generation } from "../../generation/generations.js";
import { EventText, type EventWriter, namedEvent } from "../server-sent-events.js";
import { ending, errorBody, messageId, tokensBody, usageBody } from "./words.js";

export interface StreamOptions {
  /** Pause between pings while nothing else comes, in milliseconds. */
  keepAliveMs: number;
  /** Named before anybody has taken the task. */
  requestedModel: string;
}

/** The text of a streamed answer; an error ends it early. */
export function streamedMessage(
  { id, events }: Generation,
  { keepAliveMs, requestedModel }: StreamOptions,
): EventText {
  return new EventText(events, new MessageWriter(id, requestedModel), keepAliveMs);
}

type OpenBlock =
  | { index: number; kind: "text" | "thinking" }
  | { index: number; kind: "tool_use"; call: number };

/** Writes the events of one answer as this API's events. */
class MessageWriter implements EventWriter {
  readonly #generationId: string;
  #model: string;
  #started = false;
  #open: OpenBlock | undefined;
  #blocks = 0;
  #finish: Finish | undefined;
  #usage: Readonly<Usage> = noUsage();

  constructor(generationId: string, model: string) {
    this.#generationId = generationId;
    this.#model = model;
  }

  pause(): string {
    return `${this.#start()}${namedEvent("ping", { type: "ping" })}`;
  }

  event(event: GenerationEvent): string {
    switch (event.type) {
      case "waiting":
        return this.#started ? namedEvent("ping", { type: "ping" }) : "";
      case "accepted":
        this.#model = event.model;
        this.#usage = event.usage;
        return "";
      case "delta":
        return this.#start() + this.#delta(event.delta);
      case "finish":
        this.#finish = event;
        return this.#start() + this.#close();
      case "end":
        return this.#end(event.usage);
    }
  }

  end(): string {
    return "";
  }

  failed(error: unknown): string {
    return namedEvent("error", errorBody(toApiError(error), this.#generationId));
  }

  #start(): string {
    if (this.#started) return "";
    this.#started = true;
    return namedEvent("message_start", {
      type: "message_start",
      message: {
        id: messageId(this.#generationId),
        type: "message",
        role: "assistant",
        model: this.#model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...tokensBody(this.#usage), output_tokens: 0 },
      },
    });
  }

  #delta(delta: Delta): string {
    let text = "";
    if (delta.reasoning) {
      text += this.#into("thinking", { type: "thinking", thinking: "", signature: "" });
      text += this.#grow({ type: "thinking_delta", thinking: delta.reasoning });
    }
    for (const signature of signatures(delta)) {
      text += this.#into("thinking", { type: "thinking", thinking: "", signature: "" });
      text += this.#grow({ type: "signature_delta", signature });
    }
    if (delta.content) {
      text += this.#into("text", { type: "text", text: "" });
      text += this.#grow({ type: "text_delta", text: delta.content });
    }
    for (const call of delta.tool_calls ?? []) {
      if (this.#open?.kind !== "tool_use" || this.#open.call !== call.index) {
        text += this.#close();
        this.#open = { index: this.#blocks++, kind: "tool_use", call: call.index };
        text += this.#begin({
          type: "tool_use",
          id: call.id ?? "",
          name: call.function.name ?? "",
          input: {},
        });
      }
      if (call.function.arguments !== "") {
        text += this.#grow({ type: "input_json_delta", partial_json: call.function.arguments });
      }
    }
    return text;
  }

  #into(kind: "text" | "thinking", block: object): string {
    if (this.#open?.kind === kind) return "";
    const closed = this.#close();
    this.#open = { index: this.#blocks++, kind };
    return closed + this.#begin(block);
  }

  #begin(block: object): string {
    const event = { type: "content_block_start", index: this.#open!.index, content_block: block };
    return namedEvent("content_block_start", event);
  }

  #grow(delta: object): string {
    return namedEvent("content_block_delta", {
      type: "content_block_delta",
      index: this.#open!.index,
      delta,
    });
  }

  #close(): string {
    if (!this.#open) return "";
    const { index } = this.#open;
    this.#open = undefined;
    return namedEvent("content_block_stop", { type: "content_block_stop", index });
  }

  #end(usage: Usage): string {
    const delta = ending(this.#finish);
    return (
      namedEvent("message_delta", { type: "message_delta", delta, usage: usageBody(usage) }) +
      namedEvent("message_stop", { type: "message_stop" })
    );
  }
}

function signatures({ reasoning_details: details = [] }: Delta): string[] {
  return (details as { signature?: string | null }[]).flatMap(({ signature }) =>
    signature ? [signature] : [],
  );
}
