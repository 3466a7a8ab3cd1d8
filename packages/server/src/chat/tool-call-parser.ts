import { heldBack } from "./marks.js";
import { ToolCallReader } from "./tool-call-reader.js";
import { toolCallClose, toolCallOpen } from "./tool-format.js";

export type ToolCallPart =
  | { type: "text"; text: string }
  | { type: "call"; index: number; name: string }
  | { type: "arguments"; index: number; text: string };

/** Splits a model's text into plain text and calls of the functions in `callable`, as the text arrives. */
export class ToolCallParser {
  #pending = "";
  #state: "text" | "call" | "after" = "text";
  #reader = new ToolCallReader();
  #announced = false;
  #calls = 0;

  constructor(private readonly callable: ReadonlySet<string>) {}

  /** Calls begun so far. */
  get calls(): number {
    return this.#calls;
  }

  push(text: string): ToolCallPart[] {
    if (this.callable.size === 0) return text === "" ? [] : [{ type: "text", text }];
    this.#pending += text;
    const parts: ToolCallPart[] = [];
    while (this.#step(parts)) {}
    return parts;
  }

  /** What is left when the answer has ended. */
  end(): ToolCallPart[] {
    const unfinished = this.#state === "call" && !this.#announced ? toolCallOpen + this.#reader.raw : "";
    const text = unfinished + (this.#state === "after" ? "" : this.#pending);
    this.#pending = "";
    return text === "" ? [] : [{ type: "text", text }];
  }

  /** Does one step and tells whether there may be another. */
  #step(parts: ToolCallPart[]): boolean {
    switch (this.#state) {
      case "text":
        return this.#readText(parts);
      case "call":
        return this.#readCall(parts);
      case "after":
        return this.#readAfter();
    }
  }

  #readText(parts: ToolCallPart[]): boolean {
    const at = this.#pending.indexOf(toolCallOpen);
    const end = at === -1 ? this.#pending.length - heldBack(this.#pending, toolCallOpen) : at;
    if (end > 0) parts.push({ type: "text", text: this.#pending.slice(0, end) });
    this.#pending = this.#pending.slice(at === -1 ? end : at + toolCallOpen.length);
    if (at === -1) return false;
    this.#state = "call";
    this.#reader = new ToolCallReader();
    this.#announced = false;
    return true;
  }

  #readCall(parts: ToolCallPart[]): boolean {
    const reader = this.#reader;
    this.#pending = reader.push(this.#pending);
    if (!this.#announced && reader.name !== undefined && this.callable.has(reader.name)) {
      this.#announced = true;
      parts.push({ type: "call", index: this.#calls++, name: reader.name });
    }
    if (this.#announced) {
      const text = reader.takeArguments();
      if (text !== "") parts.push({ type: "arguments", index: this.#calls - 1, text });
    }
    if (reader.state === "open") return false;
    if (!this.#announced) parts.push({ type: "text", text: toolCallOpen + reader.raw });
    this.#state = this.#announced ? "after" : "text";
    return true;
  }

  /** Drops the closing mark and the white space around it. */
  #readAfter(): boolean {
    this.#pending = this.#pending.trimStart();
    if (this.#pending.startsWith(toolCallClose))
      this.#pending = this.#pending.slice(toolCallClose.length).trimStart();
    else if (toolCallClose.startsWith(this.#pending)) return false;
    if (this.#pending === "") return false;
    this.#state = "text";
    return true;
  }
}
