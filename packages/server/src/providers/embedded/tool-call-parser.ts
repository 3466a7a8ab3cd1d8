import { toolCallEnd, toolCallStart } from "../../constraints/index.js";
import { heldBack } from "./marks.js";
import { ToolCallReader } from "./tool-call-reader.js";

export type ToolCallPart =
  | { type: "text"; text: string }
  | { type: "call"; index: number; name: string }
  | { type: "arguments"; index: number; text: string };

/**
 * Splits a model's text into plain text and calls of the functions in `callable`, as the text arrives. The same call
 * never comes twice: one of a function that was called before is held back until it is known to be another.
 */
export class ToolCallParser {
  readonly #callable: ReadonlySet<string>;
  #pending = "";
  #state: "text" | "call" | "after" = "text";
  #reader = new ToolCallReader();
  #announced = false;
  #count = 0;
  #repeated = false;
  /** The arguments of each function's calls so far, in one spelling. */
  readonly #made = new Map<string, Set<string>>();

  constructor(callable: ReadonlySet<string>) {
    this.#callable = callable;
  }

  /** Calls begun so far. */
  get count(): number {
    return this.#count;
  }

  /** Whether the model has made a call again that it had made before. */
  get repeated(): boolean {
    return this.#repeated;
  }

  push(text: string): ToolCallPart[] {
    if (this.#callable.size === 0) return text === "" ? [] : [{ type: "text", text }];
    this.#pending += text;
    const parts: ToolCallPart[] = [];
    while (this.#step(parts)) {}
    return parts;
  }

  /** What is left when the answer has ended; of a mark or a call's head that was cut off nothing is shown. */
  end(cut: boolean): ToolCallPart[] {
    const unfinished = this.#state === "call" && !this.#announced ? toolCallStart + this.#reader.raw : "";
    const text = cut || this.#repeated || this.#state === "after" ? "" : unfinished + this.#pending;
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
    const at = this.#pending.indexOf(toolCallStart);
    const end = at === -1 ? this.#pending.length - heldBack(this.#pending, toolCallStart) : at;
    if (end > 0) parts.push({ type: "text", text: this.#pending.slice(0, end) });
    this.#pending = this.#pending.slice(at === -1 ? end : at + toolCallStart.length);
    if (at === -1) return false;
    this.#state = "call";
    this.#reader = new ToolCallReader();
    this.#announced = false;
    return true;
  }

  #readCall(parts: ToolCallPart[]): boolean {
    const reader = this.#reader;
    this.#pending = reader.push(this.#pending);
    const ended = reader.state !== "open";
    const { name } = reader;
    if (name === undefined || !this.#callable.has(name)) {
      if (ended) this.#endAsText(parts);
      return ended;
    }
    const before = this.#made.get(name);
    if (ended) {
      const made = oneSpelling(reader.argumentsText);
      this.#state = "after";
      if (before?.has(made)) {
        this.#repeated = true;
        return true;
      }
      this.#made.set(name, (before ?? new Set()).add(made));
    } else if (before) return false;
    if (!this.#announced) {
      this.#announced = true;
      parts.push({ type: "call", index: this.#count++, name });
    }
    const text = reader.takeArguments();
    if (text !== "") parts.push({ type: "arguments", index: this.#count - 1, text });
    return ended;
  }

  #endAsText(parts: ToolCallPart[]): void {
    parts.push({ type: "text", text: toolCallStart + this.#reader.raw });
    this.#state = "text";
  }

  /** Drops the closing mark and the white space around it. */
  #readAfter(): boolean {
    this.#pending = this.#pending.trimStart();
    if (this.#pending.startsWith(toolCallEnd))
      this.#pending = this.#pending.slice(toolCallEnd.length).trimStart();
    else if (toolCallEnd.startsWith(this.#pending)) return false;
    if (this.#pending === "") return false;
    this.#state = "text";
    return true;
  }
}

/** The same text for the same JSON, whatever the order of its keys and its spaces. */
function oneSpelling(json: string): string {
  try {
    return JSON.stringify(sorted(JSON.parse(json)));
  } catch {
    return json;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
