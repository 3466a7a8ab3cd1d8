import type { AnswerEvent } from "../chat/answer.js";

/**
 * Holds the events of an answer until its client takes them, so that a slow client keeps no place in the engine.
 * What piles up is merged: it is never more than the answer itself.
 */
export class EventBuffer implements AsyncIterator<AnswerEvent, undefined> {
  #events: AnswerEvent[] = [];
  #end: { error?: unknown } | undefined;
  #wake: () => void = () => {};

  push(event: AnswerEvent): void {
    const last = this.#events.at(-1);
    const merged = last && merge(last, event);
    if (merged) this.#events[this.#events.length - 1] = merged;
    else this.#events.push(event);
    this.#wake();
  }

  /** Nothing follows; with `error` the reader gets it after the events before it. */
  end(end: { error?: unknown } = {}): void {
    this.#end = end;
    this.#wake();
  }

  async next(): Promise<IteratorResult<AnswerEvent, undefined>> {
    for (;;) {
      const value = this.#events.shift();
      if (value) return { done: false, value };
      if (this.#end && "error" in this.#end) throw this.#end.error;
      if (this.#end) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const merge = (a: AnswerEvent, b: AnswerEvent): AnswerEvent | undefined => {
  if (a.type === "waiting" && b.type === "waiting") return b;
  if (a.type !== "delta" || b.type !== "delta") return undefined;
  if (a.delta.content === undefined || b.delta.content === undefined) return undefined;
  return {
    type: "delta",
    delta: { content: a.delta.content + b.delta.content },
    logprobs: a.logprobs || b.logprobs ? [...(a.logprobs ?? []), ...(b.logprobs ?? [])] : undefined,
  };
};
