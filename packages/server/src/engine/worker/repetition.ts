/** Characters looked at. */
const window = 4096;
/** Characters between two looks. */
const stride = 64;
/** An answer runs in circles when one text, repeated at least so often, … */
const leastRepeats = 4;
/** … fills at least so many characters. A rule of dashes, a table's lines or a list that counts don't. */
const leastLength = 480;

/** Finds out whether an answer runs in circles: ends in one text repeated to the letter over a long stretch. */
export class RepetitionGuard {
  #text = "";
  #unseen = 0;

  /** Takes the next text of the answer; true when it runs in circles. */
  add(text: string): boolean {
    this.#text = (this.#text + text).slice(-window);
    this.#unseen += text.length;
    if (this.#unseen < stride) return false;
    this.#unseen = 0;
    return this.#endsInCircles();
  }

  /** By the prefix function of the text read backwards: its stretch of `length` has the period `length − border`. */
  #endsInCircles(): boolean {
    const text = this.#text;
    const last = text.length - 1;
    const borders = new Uint16Array(text.length);
    for (let i = 1, border = 0; i < text.length; i++) {
      while (border > 0 && text.charCodeAt(last - i) !== text.charCodeAt(last - border)) {
        border = borders[border - 1]!;
      }
      if (text.charCodeAt(last - i) === text.charCodeAt(last - border)) border++;
      borders[i] = border;
      const length = i + 1;
      if (length >= leastLength && length >= leastRepeats * (length - border)) return true;
    }
    return false;
  }
}
