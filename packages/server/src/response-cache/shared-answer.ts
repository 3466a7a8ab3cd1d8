import { type GenerationEvent, noUsage, type Routed, type Usage } from "../generation/event.js";
import { EventBuffer } from "../generation/event-buffer.js";
import type { AnswerSource } from "../generation/provider.js";
import type { Task } from "../generation/task.js";

export interface SharedAnswerOptions {
  /** An answer that is longer can't be followed by those who come later, nor kept. */
  mostBytes: number;
  /** Told once that nobody else may follow: with the events of an answer that has come to its end, or without. */
  onClosed(events: readonly GenerationEvent[] | undefined): void;
}

/** One request among those that share an answer. */
interface Follower {
  buffer: EventBuffer;
}

/**
 * One run of a source that several requests follow, each from its beginning. It goes on as long as one of them stays;
 * what it uses counts for the first of those who stayed, for the others it is nothing.
 */
export class SharedAnswer implements AnswerSource {
  /** Of the request that began it. */
  id = "";
  readonly #source: AnswerSource;
  readonly #options: SharedAnswerOptions;
  readonly #controller = new AbortController();
  readonly #followers = new Set<Follower>();
  #payer: Follower | undefined;
  /** What was told so far; undefined: too much to be kept. */
  #events: GenerationEvent[] | undefined = [];
  #bytes = 0;
  #routed: Routed | undefined;
  #end: { error?: unknown } | undefined;

  constructor(source: AnswerSource, options: SharedAnswerOptions) {
    this.#source = source;
    this.#options = options;
  }

  async *generate(task: Task, signal: AbortSignal): AsyncGenerator<Routed | GenerationEvent, void, void> {
    const follower: Follower = { buffer: new EventBuffer() };
    const begins = this.#payer === undefined;
    this.#join(follower);
    if (begins) void this.#run(task);
    const leave = () => this.#leave(follower, signal.reason);
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
    // How it was routed is told to whom it was routed for.
    let routed = !begins;
    try {
      for (;;) {
        const next = await follower.buffer.next();
        if (!routed && this.#routed) yield this.#routed;
        routed = true;
        if (next.done) return;
        yield this.#told(next.value, follower);
      }
    } catch (error) {
      if (!routed && this.#routed) yield this.#routed;
      throw error;
    } finally {
      signal.removeEventListener("abort", leave);
      this.#followers.delete(follower);
    }
  }

  #join(follower: Follower): void {
    for (const event of this.#events ?? []) follower.buffer.push(event);
    if (this.#end) follower.buffer.end(this.#end);
    this.#followers.add(follower);
    this.#payer ??= follower;
  }

  #leave(follower: Follower, reason: unknown): void {
    this.#followers.delete(follower);
    follower.buffer.end({ error: reason });
    if (this.#end) return;
    const [next] = this.#followers;
    if (!next) {
      this.#closeToOthers();
      this.#controller.abort(reason);
    } else if (this.#payer === follower) this.#payer = next;
  }

  async #run(task: Task): Promise<void> {
    try {
      for await (const event of this.#source.generate(task, this.#controller.signal)) {
        if (event.type === "routed") this.#routed = event;
        else this.#publish(event);
      }
      this.#close({});
    } catch (error) {
      this.#close({ error });
    }
  }

  #publish(event: GenerationEvent): void {
    for (const { buffer } of this.#followers) buffer.push(event);
    if (!this.#events || event.type === "waiting") return;
    const kept = event.type === "accepted" ? { ...event, upstreamBody: undefined } : event;
    this.#bytes += JSON.stringify(kept).length;
    if (this.#bytes <= this.#options.mostBytes) this.#events.push(kept);
    else this.#closeToOthers();
  }

  /** Nobody else may follow, and nothing will be kept. */
  #closeToOthers(): void {
    if (this.#events) this.#options.onClosed(undefined);
    this.#events = undefined;
  }

  #close(end: { error?: unknown }): void {
    this.#end = end;
    // Who has the whole answer and asks again must find it.
    if (this.#events) this.#options.onClosed("error" in end ? undefined : this.#events);
    for (const { buffer } of this.#followers) buffer.end(end);
  }

  #told(event: GenerationEvent, follower: Follower): GenerationEvent {
    if (event.type === "accepted") return { ...event, usage: this.#usageOf(event.usage, follower) };
    if (event.type === "end" && this.#payer !== follower) return { type: "end", usage: noUsage() };
    return event;
  }

  /** Nothing for a follower, as long as it is not the one for whom it counts. */
  #usageOf(usage: Readonly<Usage>, follower: Follower): Readonly<Usage> {
    const none = noUsage();
    return new Proxy(usage, {
      get: (whole, name) => Reflect.get(this.#payer === follower ? whole : none, name),
    });
  }
}
