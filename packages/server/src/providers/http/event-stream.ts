const newline = 10;
const carriageReturn = 13;
const colon = 58;
const space = 32;
const data = Buffer.from("data");

/** The longest line that is read, in bytes. */
const longestLine = 32 * 1024 * 1024;

/** A line that is longer than any of an honest answer. */
export class LineTooLong extends Error {
  override readonly name = "LineTooLong";
}

/** Reads server-sent events from bytes however they are cut: lines are found in bytes, only whole ones are decoded. */
export class EventStreamReader {
  #rest: Buffer | undefined;
  #data: string | undefined;

  /** The `data` of the events that `chunk` completes; comments, names and ids are passed over. */
  push(chunk: Buffer): string[] {
    const events: string[] = [];
    let bytes = chunk;
    if (this.#rest) {
      bytes = Buffer.concat([this.#rest, chunk]);
      this.#rest = undefined;
    }
    let start = 0;
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, start)) {
      this.#line(bytes, start, end > start && bytes[end - 1] === carriageReturn ? end - 1 : end, events);
      start = end + 1;
    }
    if (start < bytes.length) {
      this.#rest = start === 0 ? bytes : bytes.subarray(start);
      if (this.#rest.length > longestLine) throw new LineTooLong(`a line of more than ${longestLine} bytes`);
    }
    return events;
  }

  /** The last event, for servers that leave out the blank line at the end. */
  end(): string[] {
    const events: string[] = [];
    if (this.#rest) this.#line(this.#rest, 0, this.#rest.length, events);
    this.#line(Buffer.alloc(0), 0, 0, events);
    this.#rest = undefined;
    return events;
  }

  #line(bytes: Buffer, start: number, end: number, events: string[]): void {
    if (start === end) {
      if (this.#data !== undefined) events.push(this.#data);
      this.#data = undefined;
      return;
    }
    if (end - start < 4 || bytes.compare(data, 0, 4, start, start + 4) !== 0) return;
    if (end - start > 4 && bytes[start + 4] !== colon) return;
    const from = start + (bytes[start + 5] === space ? 6 : 5);
    const value = from < end ? bytes.toString("utf8", from, end) : "";
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
  }
}
