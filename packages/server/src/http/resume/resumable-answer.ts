import type { ServerResponse } from "node:http";
import type { Generation } from "../../generation/generations.js";
import { writeText } from "../write-text.js";
import { AnswerLog } from "./answer-log.js";

/** A streamed answer that goes on while nobody reads it, for a while, and can be read again from any event. */
export class ResumableAnswer {
  readonly generation: Generation;
  /** Whose it is. */
  readonly client: string;
  readonly log = new AnswerLog();
  readonly #whenUnread: () => void;
  readonly #unreadMs: number;
  #readers = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `whenUnread`: called when nobody has read it for `unreadMs`. */
  constructor(generation: Generation, client: string, unreadMs: number, whenUnread: () => void) {
    this.generation = generation;
    this.client = client;
    this.#unreadMs = unreadMs;
    this.#whenUnread = whenUnread;
  }

  /** Takes the answer's text as it comes, whoever reads. `add`: puts a piece into the log. */
  async take(source: AsyncIterator<string, void>, add: (text: string) => void): Promise<void> {
    try {
      for (let next = await source.next(); !next.done; next = await source.next()) add(next.value);
      this.log.end();
    } catch (error) {
      this.log.end({ error });
    } finally {
      this.generation.leave();
      if (this.#readers === 0) this.#waitForReaders();
    }
  }

  /** Writes what follows event number `from`; resolves when all is written or the client is gone. */
  write(outgoing: ServerResponse, from: number): Promise<void> {
    this.#readers++;
    clearTimeout(this.#timer);
    const gone = () => {
      this.#readers--;
      if (this.#readers === 0) this.#waitForReaders();
    };
    if (outgoing.closed) gone();
    else outgoing.once("close", gone);
    return writeText(outgoing, this.log.read(from));
  }

  /** Stops it, if it still runs. */
  stop(): void {
    clearTimeout(this.#timer);
    if (!this.log.ended) this.generation.leave();
  }

  #waitForReaders(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#whenUnread, this.#unreadMs).unref();
  }
}
