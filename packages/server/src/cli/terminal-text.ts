/** A sequence longer than this is shown, without its control characters, rather than waited for. */
const longest = 4096;

/** Code points with a meaning to terminals. */
const bell = 0x07;
const escapeCode = 0x1b;
const controlSequence = 0x9b;
const stringEnd = 0x9c;
/** What begins a string for the terminal, such as a title or what goes to the clipboard; and so after an escape. */
const strings = [0x90, 0x98, 0x9d, 0x9e, 0x9f];
const escapedStrings = "PX]^_";

type State = "text" | "escape" | "control sequence" | "string" | "string's end";

/**
 * Takes the commands for the terminal out of text that comes in pieces: escape sequences (colours, titles, the clipboard,
 * clearing the screen) and control characters but for newline and tab. The beginning of a sequence is kept back until its
 * end comes; what has no end is shown.
 */
export class TerminalText {
  #state: State = "text";
  /** What would be shown of the sequence begun, should it turn out to be none. */
  #held = "";

  /** The part of the text so far that is safe to print. */
  push(text: string): string {
    let safe = "";
    for (const character of text) {
      safe += this.#read(character, character.codePointAt(0)!);
      if (this.#held.length > longest) safe += this.end();
    }
    return safe;
  }

  /** What is left when no more comes. */
  end(): string {
    const held = this.#held;
    this.#held = "";
    this.#state = "text";
    return held;
  }

  #read(character: string, code: number): string {
    switch (this.#state) {
      case "text":
        if (code === escapeCode) return this.#hold("escape", "");
        if (code === controlSequence) return this.#hold("control sequence", "");
        if (strings.includes(code)) return this.#hold("string", "");
        return isControl(code) ? "" : character;
      case "escape":
        if (character === "[") return this.#hold("control sequence", character);
        if (escapedStrings.includes(character)) return this.#hold("string", character);
        if (code >= 0x20 && code < 0x30) return this.#hold("escape", character);
        return code >= 0x30 && code < 0x7f ? this.#drop() : this.#giveUp(character, code);
      case "control sequence":
        if (code >= 0x20 && code < 0x40) return this.#hold("control sequence", character);
        return code >= 0x40 && code < 0x7f ? this.#drop() : this.#giveUp(character, code);
      case "string":
        if (code === bell || code === stringEnd) return this.#drop();
        if (code === escapeCode) return this.#hold("string's end", "");
        if (character === "\n") return this.#giveUp(character, code);
        return this.#hold("string", isControl(code) ? "" : character);
      case "string's end":
        return character === "\\" ? this.#drop() : this.#giveUp(character, code);
    }
  }

  #hold(state: State, shown: string): string {
    this.#state = state;
    this.#held += shown;
    return "";
  }

  #drop(): string {
    this.end();
    return "";
  }

  /** It was no sequence after all. */
  #giveUp(character: string, code: number): string {
    return this.end() + this.#read(character, code);
  }
}

function isControl(code: number): boolean {
  if (code === 0x09 || code === 0x0a) return false;
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

/** A whole text without commands for the terminal. */
export function plainText(text: string): string {
  const reader = new TerminalText();
  return reader.push(text) + reader.end();
}

/** JSON in which every control character is escaped; `JSON.stringify` leaves those from 7F to 9F. */
export function plainJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
