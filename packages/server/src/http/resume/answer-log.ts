/** The events of one streamed answer as text, numbered from 1, for whoever reads it from wherever. */
export class AnswerLog {
  #events: string[] = [];
  /** How many events before those are no longer held. */
  #dropped = 0;
  #bytes = 0;
  #end: { error?: unknown } | undefined;
  readonly #readers = new Set<(comment: string) => void>();

  /** What it holds, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get ended(): boolean {
    return this.#end !== undefined;
  }

  /** Number of the last event; 0 before the first. */
  get last(): number {
    return this.#dropped + this.#events.length;
  }

  /** Events up to this number are no longer held. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Takes a piece of a stream of server-sent events; comments are for those who read now. Returns how it grew, in bytes. */
  add(text: string): number {
    const before = this.#bytes;
    let comments = "";
    for (const event of text.split(/(?<=\n\n)/)) {
      if (event.startsWith(":")) comments += event;
      else {
        const numbered = `id: ${this.last + 1}\n${event}`;
        this.#bytes += Buffer.byteLength(numbered);
        this.#events.push(numbered);
      }
    }
    this.#wake(comments);
    return this.#bytes - before;
  }

  /** Nothing follows; with `error` the readers get it after the events before it. */
  end(end: { error?: unknown } = {}): void {
    this.#end = end;
    this.#wake("");
  }

  /** Lets go of the older half. Returns how it shrank, in bytes. */
  dropHalf(): number {
    const before = this.#bytes;
    const gone = this.#events.splice(0, Math.ceil(this.#events.length / 2));
    this.#dropped += gone.length;
    for (const event of gone) this.#bytes -= Buffer.byteLength(event);
    return before - this.#bytes;
  }

  /** What follows event number `from`, until the end. Throws where the reader is behind what is still held. */
  async *read(from: number): AsyncGenerator<string, void> {
    for (let at = from; ; ) {
      if (at < this.#dropped) throw new Error(`events up to ${this.#dropped} are no longer held`);
      if (at < this.last) {
        const text = this.#events.slice(at - this.#dropped).join("");
        at = this.last;
        yield text;
      } else if (this.#end) {
        if ("error" in this.#end) throw this.#end.error;
        return;
      } else {
        const comments = await this.#news();
        if (comments !== "") yield comments;
      }
    }
  }

  #news(): Promise<string> {
    return new Promise((resolve) => this.#readers.add(resolve));
  }

  #wake(comments: string): void {
    const readers = [...this.#readers];
    this.#readers.clear();
    for (const wake of readers) wake(comments);
  }
}
