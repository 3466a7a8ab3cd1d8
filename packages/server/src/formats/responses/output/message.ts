import type { TokenLogprobs } from "../../../generation/event.js";
import { logprobsBody } from "../words.js";
import type { ItemStatus, OpenItem, Place } from "./place.js";

interface TextPart {
  type: "output_text";
  text: string;
  annotations: object[];
  logprobs: object[];
}

interface RefusalPart {
  type: "refusal";
  refusal: string;
}

type Part = TextPart | RefusalPart;

/** What the model says, or that it won't, as it grows. */
export class OutputMessage implements OpenItem {
  readonly #place: Place;
  readonly #parts: Part[] = [];

  constructor(place: Place) {
    this.#place = place;
    place.added(this.body("in_progress"));
  }

  say(delta: string, tokens?: readonly TokenLogprobs[]): void {
    const part = this.#text();
    const logprobs = logprobsBody(tokens);
    part.text += delta;
    for (const logprob of logprobs) part.logprobs.push(logprob);
    this.#tell("output_text.delta", { delta, logprobs });
  }

  refuse(delta: string): void {
    const last = this.#parts.at(-1);
    const part = last?.type === "refusal" ? last : this.#begin<RefusalPart>({ type: "refusal", refusal: "" });
    part.refusal += delta;
    this.#tell("refusal.delta", { delta });
  }

  annotate(annotation: object): void {
    const { annotations } = this.#text();
    this.#tell("output_text.annotation.added", { annotation, annotation_index: annotations.length });
    annotations.push(annotation);
  }

  /** What was said so far. */
  get text(): string {
    return this.#parts.map((part) => (part.type === "refusal" ? "" : part.text)).join("");
  }

  body(status: ItemStatus) {
    return {
      id: this.#place.id,
      type: "message",
      status,
      role: "assistant",
      content: this.#parts.map(copy),
    };
  }

  close(status: ItemStatus): void {
    this.#closePart();
    this.#place.done(this.body(status));
  }

  #text(): TextPart {
    const last = this.#parts.at(-1);
    if (last?.type === "output_text") return last;
    return this.#begin<TextPart>({ type: "output_text", text: "", annotations: [], logprobs: [] });
  }

  #begin<T extends Part>(part: T): T {
    this.#closePart();
    this.#parts.push(part);
    this.#tell("content_part.added", { part: copy(part) });
    return part;
  }

  #closePart(): void {
    const part = this.#parts.at(-1);
    if (!part) return;
    if (part.type === "refusal") this.#tell("refusal.done", { refusal: part.refusal });
    else this.#tell("output_text.done", { text: part.text, logprobs: [...part.logprobs] });
    this.#tell("content_part.done", { part: copy(part) });
  }

  #tell(type: string, fields: object): void {
    this.#place.tell(type, { content_index: this.#parts.length - 1, ...fields });
  }
}

/** What was told does not grow. */
function copy(part: Part): Part {
  return part.type === "refusal"
    ? { ...part }
    : { ...part, annotations: [...part.annotations], logprobs: [...part.logprobs] };
}
