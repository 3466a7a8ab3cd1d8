/** How many pieces are joined at once. */
const BLOCK = 1000;

/** Strings, one after the other. Pieces are joined in blocks: small in memory, and linear in the whole length. */
export class TextBuffer {
  #blocks = "";
  #pieces: string[] = [];

  add(piece: string): void {
    if (this.#pieces.push(piece) < BLOCK) return;
    this.#blocks += this.#pieces.join("");
    this.#pieces = [];
  }

  toString(): string {
    return this.#blocks + this.#pieces.join("");
  }
}
