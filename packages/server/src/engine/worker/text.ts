import type { TokenLogprobs } from "../types.js";

export interface TextPiece {
  text: string;
  logprobs: TokenLogprobs[];
}

interface PendingLogprobs {
  /** Characters of the answer before the token. */
  start: number;
  logprobs: TokenLogprobs;
}

/**
 * Turns token bytes into text that is final: whole characters only, and nothing that is or may become a stop string.
 */
export class AnswerText {
  readonly #stop: string[];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  #held = "";
  #decoded = 0;
  #emitted = 0;
  #pending: PendingLogprobs[] = [];
  #stoppedBy: string | undefined;

  constructor(stop: string[]) {
    this.#stop = stop.filter((text) => text !== "");
  }

  /** The stop string that has been met. */
  get stoppedBy(): string | undefined {
    return this.#stoppedBy;
  }

  /** Text that became final with this token. */
  add(bytes: Uint8Array, logprobs?: TokenLogprobs): TextPiece {
    if (logprobs) this.#pending.push({ start: this.#decoded, logprobs });
    const decoded = this.#decoder.decode(bytes, { stream: true });
    this.#decoded += decoded.length;
    this.#held += decoded;
    const met = this.#firstStop();
    if (met) {
      this.#stoppedBy = met.stop;
      this.#held = this.#held.slice(0, met.position);
      return this.#release(met.position);
    }
    return this.#release(this.#held.length - this.#possibleStopLength());
  }

  /** What was held back in case a stop string would follow. An unfinished character is dropped. */
  end(): TextPiece {
    const piece = this.#release(this.#held.length);
    if (this.#stoppedBy === undefined)
      piece.logprobs.push(...this.#pending.splice(0).map((item) => item.logprobs));
    return piece;
  }

  #release(length: number): TextPiece {
    const text = this.#held.slice(0, length);
    this.#held = this.#held.slice(length);
    this.#emitted += length;
    let released = 0;
    while (released < this.#pending.length && this.#pending[released]!.start < this.#emitted) released++;
    return { text, logprobs: this.#pending.splice(0, released).map((item) => item.logprobs) };
  }

  #firstStop(): { stop: string; position: number } | undefined {
    const met = this.#stop
      .map((stop) => ({ stop, position: this.#held.indexOf(stop) }))
      .filter(({ position }) => position >= 0);
    return met.sort((a, b) => a.position - b.position)[0];
  }

  /** Length of the longest end of the held text that begins a stop string. */
  #possibleStopLength(): number {
    let longest = 0;
    for (const stop of this.#stop) {
      for (let length = Math.min(stop.length - 1, this.#held.length); length > longest; length--) {
        if (this.#held.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }
}
