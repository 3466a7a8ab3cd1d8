import type { Delta, DeltaEvent, GenerationEvent } from "./event.js";

/**
 * Holds the events of an answer until its client takes them, so that a slow client keeps no place at the provider.
 * What piles up is merged: it is never more than the answer itself.
 */
export class EventBuffer implements AsyncIterator<GenerationEvent, undefined> {
  #events: GenerationEvent[] = [];
  /** The last event, if it is a copy of ours that may grow. */
  #growing: DeltaEvent | undefined;
  #end: { error?: unknown } | undefined;
  #wake: () => void = () => {};

  push(event: GenerationEvent): void {
    const last = this.#events.at(-1);
    if (last?.type === "waiting" && event.type === "waiting") this.#events[this.#events.length - 1] = event;
    else if (!this.#merge(last, event)) this.#events.push(event);
    this.#wake();
  }

  /** Nothing follows; with `error` the reader gets it after the events before it. */
  end(end: { error?: unknown } = {}): void {
    this.#end = end;
    this.#wake();
  }

  async next(): Promise<IteratorResult<GenerationEvent, undefined>> {
    for (;;) {
      const value = this.#events.shift();
      if (value) {
        if (value === this.#growing) this.#growing = undefined;
        return { done: false, value };
      }
      if (this.#end && "error" in this.#end) throw this.#end.error;
      if (this.#end) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Whether the event has become part of the last one. */
  #merge(last: GenerationEvent | undefined, event: GenerationEvent): boolean {
    if (last?.type !== "delta" || event.type !== "delta" || last.choice !== event.choice) return false;
    if (last.extra || event.extra) return false;
    const field = growingField(last.delta);
    if (field === undefined || field !== growingField(event.delta)) return false;
    if (this.#growing !== last) {
      this.#growing = { ...last, delta: { ...last.delta } };
      if (last.logprobs) this.#growing.logprobs = [...last.logprobs];
      this.#events[this.#events.length - 1] = this.#growing;
    }
    const { delta } = this.#growing;
    delta[field] = `${delta[field]}${event.delta[field]}`;
    if (event.logprobs) {
      this.#growing.logprobs ??= [];
      for (const logprobs of event.logprobs) this.#growing.logprobs.push(logprobs);
    }
    return true;
  }
}

/** The one text that the delta adds to, if that is all it does. */
function growingField(delta: Delta): "content" | "reasoning" | undefined {
  const fields = Object.keys(delta);
  if (fields.length !== 1) return undefined;
  return fields[0] === "content" || fields[0] === "reasoning" ? fields[0] : undefined;
}
