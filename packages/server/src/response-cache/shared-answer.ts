import { ClientGone } from "../generation/client-gone.js";
import { type GenerationEvent, noUsage, type Routed } from "../generation/event.js";
import type { AnswerSource, Emit } from "../generation/provider.js";
import type { Task } from "../generation/task.js";

export interface SharedAnswerOptions {
  /** An answer that is longer can't be followed by those who come later, nor kept. */
  mostBytes: number;
  /** Told once that nobody else may follow: with the events of an answer that has come to its end, or without. */
  onClosed(events: readonly GenerationEvent[] | undefined): void;
}

/** One request among those that share an answer. */
interface Follower {
  /** Its client is still there. */
  listens: boolean;
  take: Emit<Routed | GenerationEvent>;
  end(end: { error?: unknown }): void;
}

/**
 * One run of a source that several requests follow, each from its beginning. It goes on as long as one of them stays.
 * What it uses counts for the request that began it, under whose id it was admitted, and for the others nothing: so that
 * one comes to its end with the run, also when its client left long before.
 */
export class SharedAnswer implements AnswerSource {
  /** Of the request that began it. */
  id = "";
  readonly #source: AnswerSource;
  readonly #options: SharedAnswerOptions;
  readonly #controller = new AbortController();
  readonly #followers = new Set<Follower>();
  #beginner: Follower | undefined;
  /** What was told so far; undefined: too much to be kept. */
  #events: GenerationEvent[] | undefined = [];
  #bytes = 0;
  #end: { error?: unknown } | undefined;

  constructor(source: AnswerSource, options: SharedAnswerOptions) {
    this.#source = source;
    this.#options = options;
  }

  async generate(task: Task, signal: AbortSignal, emit: Emit<Routed | GenerationEvent>): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = () => this.#leave(follower, signal.reason);
      const follower: Follower = {
        listens: true,
        take: (event) => {
          if (follower.listens || event.type !== "delta") emit(this.#told(event, follower));
        },
        end: (end) => {
          signal.removeEventListener("abort", leave);
          this.#followers.delete(follower);
          if ("error" in end) reject(end.error);
          else resolve();
        },
      };
      const begins = this.#beginner === undefined;
      this.#beginner ??= follower;
      this.#join(follower);
      if (signal.aborted) leave();
      else if (!this.#end) signal.addEventListener("abort", leave, { once: true });
      if (begins) void this.#run(task);
    });
  }

  #join(follower: Follower): void {
    this.#followers.add(follower);
    for (const event of this.#events ?? []) follower.take(event);
    if (this.#end) follower.end(this.#end);
  }

  #leave(follower: Follower, reason: unknown): void {
    follower.listens = false;
    if (this.#end) return;
    if (follower !== this.#beginner) {
      this.#followers.delete(follower);
      follower.end({ error: reason });
    }
    const isOver = follower === this.#beginner && !(reason instanceof ClientGone);
    if (!isOver && [...this.#followers].some(({ listens }) => listens)) return;
    this.#closeToOthers();
    this.#controller.abort(reason);
  }

  async #run(task: Task): Promise<void> {
    try {
      await this.#source.generate(task, this.#controller.signal, (event) => {
        // How it was routed is told to whom it was routed for.
        if (event.type === "routed") this.#beginner?.take(event);
        else this.#publish(event);
      });
      this.#close({});
    } catch (error) {
      this.#close({ error });
    }
  }

  #publish(event: GenerationEvent): void {
    for (const { take } of this.#followers) take(event);
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
    for (const follower of [...this.#followers]) follower.end(end);
  }

  /** For followers, an answer that cost nothing. */
  #told<E extends Routed | GenerationEvent>(event: E, follower: Follower): E {
    const counts = event.type === "accepted" || event.type === "end";
    return counts && follower !== this.#beginner ? { ...event, usage: noUsage() } : event;
  }
}
