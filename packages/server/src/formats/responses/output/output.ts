import type { DeltaEvent, FinishReason, ToolCallDelta } from "../../../generation/event.js";
import type { FunctionName } from "../functions.js";
import { type Thought, thoughtsOf } from "../reasoning.js";
import { annotationsIn } from "./annotations.js";
import { FunctionCall } from "./function-call.js";
import { OutputMessage } from "./message.js";
import { type ItemStatus, type OpenItem, Place, type ResponseEvent } from "./place.js";
import { OutputReasoning } from "./reasoning-item.js";

interface Entry {
  item: OpenItem;
  /** Undefined: it is open. */
  status: ItemStatus | undefined;
}

/** The items of a response, made from the parts of an answer as they come. */
export class Output {
  readonly #generationId: string;
  readonly #nameOf: (flat: string) => FunctionName;
  readonly #emit: (event: ResponseEvent) => void;
  readonly #entries: Entry[] = [];
  /** Open until the end, because calls may grow in turns. */
  readonly #calls: (FunctionCall | undefined)[] = [];
  #current: OutputMessage | OutputReasoning | undefined;
  #last: OpenItem | undefined;

  constructor(
    generationId: string,
    nameOf: (flat: string) => FunctionName,
    emit: (event: ResponseEvent) => void,
  ) {
    this.#generationId = generationId;
    this.#nameOf = nameOf;
    this.#emit = emit;
  }

  add({ delta, logprobs, extra }: DeltaEvent): void {
    for (const thought of thoughtsOf(delta)) this.#think(thought);
    if (delta.content || logprobs) this.#message().say(delta.content ?? "", logprobs);
    for (const annotation of annotationsIn(extra)) this.#message().annotate(annotation);
    if (delta.refusal) this.#message().refuse(delta.refusal);
    for (const call of delta.tool_calls ?? []) this.#call(call);
  }

  /** No item grows any more. */
  finish(reason: FinishReason): void {
    const complete = reason === "stop" || reason === "tool_calls";
    const spoken = this.#entries.some(({ item }) => !(item instanceof OutputReasoning));
    // Clients look for an answer, if only an empty one.
    if (complete && !spoken) this.#message().say("");
    for (const entry of this.#entries) {
      this.#close(entry, complete || entry.item !== this.#last ? "completed" : "incomplete");
    }
    this.#current = undefined;
  }

  /** The items as they are now. */
  get items(): object[] {
    return this.#entries.map(({ item, status }) => item.body(status ?? "incomplete"));
  }

  /** What all messages say. */
  get text(): string {
    return this.#entries.map(({ item }) => (item instanceof OutputMessage ? item.text : "")).join("");
  }

  #think(thought: Thought): void {
    const current = this.#current;
    if (current instanceof OutputReasoning && current.takes(thought)) current.add(thought);
    else if (current instanceof OutputMessage && thought.type === "reasoning.encrypted") {
      // What nobody here can read does not break the text that it came with.
      const entry = this.#push("rs", (place) => new OutputReasoning(place, thought), thought.id);
      entry.item.add(thought);
      this.#close(entry, "completed");
    } else {
      this.#begin("rs", (place) => new OutputReasoning(place, thought), thought.id).add(thought);
    }
  }

  #call(delta: ToolCallDelta): void {
    const { id = "", function: called } = delta;
    const name = this.#nameOf(called.name ?? "");
    this.#calls[delta.index] ??= this.#begin("fc", (place) => new FunctionCall(place, id, name));
    const call = this.#calls[delta.index]!;
    call.add(delta.function.arguments);
    this.#last = call;
  }

  #message(): OutputMessage {
    const message =
      this.#current instanceof OutputMessage
        ? this.#current
        : this.#begin("msg", (place) => new OutputMessage(place));
    this.#last = message;
    return message;
  }

  #begin<T extends OpenItem>(prefix: string, make: (place: Place) => T, id?: string | null): T {
    this.#closeCurrent();
    const { item } = this.#push(prefix, make, id);
    if (item instanceof OutputMessage || item instanceof OutputReasoning) this.#current = item;
    this.#last = item;
    return item;
  }

  #push<T extends OpenItem>(prefix: string, make: (place: Place) => T, id?: string | null) {
    const index = this.#entries.length;
    const place = new Place(id || `${prefix}_${this.#generationId}_${index}`, index, this.#emit);
    const entry = { item: make(place), status: undefined };
    this.#entries.push(entry);
    return entry;
  }

  #closeCurrent(): void {
    const entry = this.#entries.find(({ item }) => item === this.#current);
    if (entry) this.#close(entry, "completed");
    this.#current = undefined;
  }

  #close(entry: Entry, status: ItemStatus): void {
    if (entry.status !== undefined) return;
    entry.status = status;
    entry.item.close(status);
  }
}
