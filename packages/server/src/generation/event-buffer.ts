import type { Delta, DeltaEvent, GenerationEvent } from "./event.js";

/** Events that a reader who is not behind may find together, such as those of one packet of the provider's. */
const mostApart = 64;

/**
 * Holds the events of an answer until its client takes them, so that a slow client keeps no place at the provider.
 * What piles up is merged: it is never more than the answer itself.
 */
export class EventBuffer {
  readonly #mostApart: number;
  #events: GenerationEvent[] = [];
  /** The last event, if it is a copy of ours that may grow. */
  #growing: DeltaEvent | undefined;
  #end: { error?: unknown } | undefined;
  #wake: ((came: boolean) => void) | undefined;
  #pause: NodeJS.Timeout | undefined;
  #pauseMs: number | undefined;

  /** Merges what goes beyond `most` events. Default: 64. */
  constructor(most = mostApart) {
    this.#mostApart = most;
  }

  push(event: GenerationEvent): void {
    const last = this.#events.at(-1);
    if (last?.type === "waiting" && event.type === "waiting") this.#events[this.#events.length - 1] = event;
    else if (this.#events.length < this.#mostApart || !this.#merge(last, event)) this.#events.push(event);
    this.#wake?.(true);
  }

  /** Nothing follows; with `error` the reader gets it after the events before it. */
  end(end: { error?: unknown } = {}): void {
    this.#end = end;
    clearTimeout(this.#pause);
    this.#wake?.(true);
  }

  /** Set when nothing follows what can be taken now; with what ended the answer, if it failed. */
  get ended(): { error?: unknown } | undefined {
    return this.#end;
  }

  /** The next event, if it is here. */
  take(): GenerationEvent | undefined {
    const event = this.#events.shift();
    if (event !== undefined && event === this.#growing) this.#growing = undefined;
    return event;
  }

  /** There is something to take, or nothing more to wait for. */
  get ready(): boolean {
    return this.#events.length > 0 || this.#end !== undefined;
  }

  /** Waits until it is `ready`; false: that took longer than `ms`. Without `ms` it may take as long as it takes. */
  arrival(ms?: number): Promise<boolean> {
    if (this.ready) return Promise.resolve(true);
    return new Promise((resolve) => {
      this.#wake = (came) => {
        this.#wake = undefined;
        resolve(came);
      };
      if (ms !== undefined) this.#wakeAfter(ms);
    });
  }

  /** Throws what ended the answer, if it failed and there is nothing left to take. */
  throwIfFailed(): void {
    if (this.#events.length === 0 && this.#end && "error" in this.#end) throw this.#end.error;
  }

  /** The next event; undefined after the last. Throws what ended the answer. */
  async next(): Promise<GenerationEvent | undefined> {
    await this.arrival();
    this.throwIfFailed();
    return this.take();
  }

  /** One timer serves all pauses of an answer, as long as they are as long. */
  #wakeAfter(ms: number): void {
    if (this.#pauseMs === ms) {
      this.#pause?.refresh();
      return;
    }
    clearTimeout(this.#pause);
    this.#pauseMs = ms;
    this.#pause = setTimeout(() => this.#wake?.(false), ms);
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
  let field: "content" | "reasoning" | undefined;
  for (const name in delta) {
    if (field !== undefined || (name !== "content" && name !== "reasoning")) return undefined;
    field = name;
  }
  return field;
}
