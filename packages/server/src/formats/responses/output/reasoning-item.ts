import type { Thought } from "../reasoning.js";
import type { ItemStatus, OpenItem, Place } from "./place.js";

/** What the model thinks, as it grows: full texts, summaries, and what only the provider can read. */
export class OutputReasoning implements OpenItem {
  readonly #place: Place;
  readonly #first: Thought;
  readonly #summaries: string[] = [];
  readonly #texts: string[] = [];
  #open: "summary" | "text" | undefined;
  #encrypted: string | undefined;
  #signature: string | undefined;
  #format: string | undefined;

  constructor(place: Place, first: Thought) {
    this.#place = place;
    this.#first = first;
    this.#format = first.format ?? undefined;
    place.added(this.body("in_progress"));
  }

  /** Whether a thought is part of this item: pieces of one have the same id, or else the same index. */
  takes({ id, index, format }: Thought): boolean {
    if (this.#encrypted !== undefined || this.#signature !== undefined) return false;
    if (format && this.#format && format !== this.#format) return false;
    if (id || this.#first.id) return id === this.#first.id;
    return index === this.#first.index;
  }

  add({ type, text, summary, data, signature, format }: Thought): void {
    this.#format ??= format ?? undefined;
    if (type === "reasoning.summary" && summary) this.#grow("summary", this.#summaries, summary);
    if (type === "reasoning.text" && text) this.#grow("text", this.#texts, text);
    if (type === "reasoning.encrypted" && typeof data === "string") this.#encrypted = data;
    if (signature) this.#signature = signature;
  }

  body(status: ItemStatus) {
    return {
      id: this.#place.id,
      type: "reasoning",
      status,
      summary: this.#summaries.map((text) => ({ type: "summary_text", text })),
      ...(this.#texts.length > 0 && {
        content: this.#texts.map((text) => ({ type: "reasoning_text", text })),
      }),
      ...(this.#encrypted !== undefined && { encrypted_content: this.#encrypted }),
      ...(this.#signature !== undefined && { signature: this.#signature }),
      ...(this.#format !== undefined && { format: this.#format }),
    };
  }

  close(status: ItemStatus): void {
    this.#closePart();
    this.#place.done(this.body(status));
  }

  #grow(kind: "summary" | "text", texts: string[], delta: string): void {
    if (this.#open !== kind) {
      this.#closePart();
      this.#open = kind;
      texts.push("");
      this.#tell("part.added", { part: this.#part("") });
    }
    texts[texts.length - 1] += delta;
    this.#tell("delta", { delta });
  }

  #closePart(): void {
    if (this.#open === undefined) return;
    const text = (this.#open === "summary" ? this.#summaries : this.#texts).at(-1) ?? "";
    this.#tell("done", { text });
    this.#tell("part.done", { part: this.#part(text) });
    this.#open = undefined;
  }

  #part(text: string) {
    return { type: this.#open === "summary" ? "summary_text" : "reasoning_text", text };
  }

  /** The same happens to summaries and texts, under other names. */
  #tell(what: "part.added" | "part.done" | "delta" | "done", fields: object): void {
    const isPart = what.startsWith("part.");
    if (this.#open === "summary") {
      const type = isPart ? `reasoning_summary_${what}` : `reasoning_summary_text.${what}`;
      this.#place.tell(type, { summary_index: this.#summaries.length - 1, ...fields });
    } else {
      const type = isPart ? `content_${what}` : `reasoning_text.${what}`;
      this.#place.tell(type, { content_index: this.#texts.length - 1, ...fields });
    }
  }
}
