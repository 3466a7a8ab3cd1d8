/**
 * Reads one `{"name": …, "arguments": {…}}` as it arrives and tells its name and the text of its arguments as soon
 * as they are there. Each character is looked at once.
 */
export class ToolCallReader {
  raw = "";
  name: string | undefined;
  state: "open" | "closed" | "malformed" = "open";
  #depth = 0;
  #inString = false;
  #escaped = false;
  #stringStart = 0;
  #key: string | undefined;
  #inValue = false;
  #argumentsStart: number | undefined;
  #argumentsEnd: number | undefined;
  #taken = 0;

  /** Takes characters up to the end of the object; returns those after it. */
  push(text: string): string {
    for (let i = 0; i < text.length; i++) {
      this.raw += text[i];
      this.#read(text[i]!);
      if (this.state !== "open") return text.slice(i + 1);
    }
    return "";
  }

  /** The text of the arguments that has not been taken yet. */
  takeArguments(): string {
    if (this.#argumentsStart === undefined) return "";
    const part = this.raw.slice(this.#argumentsStart + this.#taken, this.#argumentsEnd);
    this.#taken += part.length;
    return part;
  }

  /** The text of the arguments so far. */
  get argumentsText(): string {
    return this.#argumentsStart === undefined ? "" : this.raw.slice(this.#argumentsStart, this.#argumentsEnd);
  }

  #read(character: string): void {
    const at = this.raw.length - 1;
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (character === "\\") this.#escaped = true;
      else if (character === '"') this.#endString(at);
      return;
    }
    if (/\s/.test(character)) return;
    if (this.#depth === 0 && character !== "{") {
      this.state = "malformed";
      return;
    }
    if (this.#depth === 1 && this.#inValue && this.#key === "arguments") this.#argumentsStart ??= at;
    switch (character) {
      case '"':
        this.#inString = true;
        this.#stringStart = at;
        break;
      case "{":
      case "[":
        this.#depth++;
        break;
      case "}":
      case "]":
        this.#depth--;
        if (this.#depth === 1) this.#endValue(at + 1);
        if (this.#depth === 0) {
          this.#endValue(at);
          this.state = "closed";
        }
        break;
      case ":":
        if (this.#depth === 1) this.#inValue = true;
        break;
      case ",":
        if (this.#depth === 1) {
          this.#endValue(at);
          this.#inValue = false;
        }
        break;
    }
  }

  #endString(at: number): void {
    this.#inString = false;
    if (this.#depth !== 1) return;
    const text = parseString(this.raw.slice(this.#stringStart, at + 1));
    if (text === undefined) this.state = "malformed";
    else if (!this.#inValue) this.#key = text;
    else if (this.#key === "name") this.name = text;
  }

  #endValue(end: number): void {
    if (this.#argumentsStart !== undefined) this.#argumentsEnd ??= end;
  }
}

function parseString(json: string): string | undefined {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
