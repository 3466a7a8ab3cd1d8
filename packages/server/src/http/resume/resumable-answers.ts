import type { Generation } from "../../generation/generations.js";
import { ResumableAnswer } from "./resumable-answer.js";

/** Answers that can be read again at the same time. */
const mostAnswers = 1_000;

export interface ResumableAnswersOptions {
  /** How long an answer goes on, or is kept after its end, while nobody reads it, in milliseconds. 0: none is kept. */
  unreadMs: number;
  /** What all answers together may take, in bytes. */
  bytes: number;
}

/** The streamed answers whose clients said that they may come back. */
export class ResumableAnswers {
  readonly #unreadMs: number;
  readonly #mostBytes: number;
  /** The oldest first. */
  readonly #answers = new Map<string, ResumableAnswer>();
  /** Of all of them. */
  #bytes = 0;

  constructor({ unreadMs, bytes }: ResumableAnswersOptions) {
    this.#unreadMs = unreadMs;
    this.#mostBytes = bytes;
  }

  /** Has the answer go on without its client, whose first reading is up to the caller; undefined: there is no room. */
  keep(
    generation: Generation,
    client: string,
    source: () => AsyncIterator<string, void>,
  ): ResumableAnswer | undefined {
    if (this.#unreadMs === 0 || (this.#answers.size >= mostAnswers && !this.#forgetOldest()))
      return undefined;
    const answer = new ResumableAnswer(generation, client, this.#unreadMs, () => this.remove(answer));
    this.#answers.set(generation.id, answer);
    void answer.take(source(), (text) => {
      if (!this.#answers.has(generation.id)) return;
      // Before: whoever reads now has taken the piece before this one.
      this.#makeRoom(answer);
      this.#bytes += answer.log.add(text);
    });
    return answer;
  }

  /** The answer with this id, to the client that asked for it. */
  find(id: string, client: string): ResumableAnswer | undefined {
    const answer = this.#answers.get(id);
    return answer?.client === client ? answer : undefined;
  }

  /** Stops the answer, if it still runs, and forgets it. */
  remove(answer: ResumableAnswer): void {
    answer.stop();
    if (this.#answers.delete(answer.generation.id)) this.#bytes -= answer.log.bytes;
  }

  /** Answers that have ended make room for the one that grows; if that is not enough, it loses its beginning. */
  #makeRoom(growing: ResumableAnswer): void {
    while (this.#bytes > this.#mostBytes) {
      if (this.#forgetOldest()) continue;
      this.#bytes -= growing.log.dropHalf();
      return;
    }
  }

  /** Forgets the oldest answer that has ended; false: all of them run. */
  #forgetOldest(): boolean {
    for (const answer of this.#answers.values()) {
      if (!answer.log.ended) continue;
      this.remove(answer);
      return true;
    }
    return false;
  }
}
