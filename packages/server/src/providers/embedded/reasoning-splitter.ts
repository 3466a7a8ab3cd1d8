import { heldBack } from "./marks.js";

const open = "<think>";
const close = "</think>";

export interface ReasoningPart {
  type: "reasoning" | "text";
  text: string;
}

/** Separates a `<think>…</think>` at the start of an answer from the rest, as the text arrives. */
export class ReasoningSplitter {
  #pending = "";
  #state: "start" | "reasoning" | "between" | "text" = "start";

  push(text: string): ReasoningPart[] {
    this.#pending += text;
    if (this.#state === "start") {
      const begun = this.#pending.trimStart();
      if (begun.startsWith(open)) {
        this.#pending = begun.slice(open.length);
        this.#state = "reasoning";
      } else if (open.startsWith(begun)) return [];
      else this.#state = "text";
    }
    const parts: ReasoningPart[] = [];
    if (this.#state === "reasoning") {
      const at = this.#pending.indexOf(close);
      const end = at === -1 ? this.#pending.length - heldBack(this.#pending, close) : at;
      if (end > 0) parts.push({ type: "reasoning", text: this.#pending.slice(0, end) });
      this.#pending = this.#pending.slice(at === -1 ? end : at + close.length);
      if (at === -1) return parts;
      this.#state = "between";
    }
    if (this.#state === "between") {
      this.#pending = this.#pending.trimStart();
      if (this.#pending === "") return parts;
      this.#state = "text";
    }
    if (this.#pending !== "") parts.push({ type: "text", text: this.#pending });
    this.#pending = "";
    return parts;
  }

  /** What is left when the answer has ended. */
  end(): ReasoningPart[] {
    const text = this.#pending;
    this.#pending = "";
    if (text === "" || this.#state === "between") return [];
    return [{ type: this.#state === "reasoning" ? "reasoning" : "text", text }];
  }
}
