const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;

/** Decoder of server-sent events: bytes in by `push`, the data of one event at a time out by `next`. */
export interface SseDecoder {
  /** Takes bytes as they came from the network, split anywhere. All events before them must have been taken. */
  push(bytes: Uint8Array): void;
  /** Declares the end of the input, so that a last event without its blank line is an event too. */
  end(): void;
  /** The data of the next event, or `undefined` when more bytes are needed. */
  next(): string | undefined;
}

/**
 * Cost is linear in the bytes pushed, however they are split and however large one event is: bytes after
 * the last line end are kept as they are and joined once, when their line is complete. Cutting at line ends
 * also never cuts a UTF-8 sequence, so each piece can be decoded on its own, by the fast path of the runtime.
 *
 * @param onComment is given the text of each comment line.
 */
export function createSseDecoder(onComment?: (comment: string) => void): SseDecoder {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  let unfinished: Uint8Array[] = [];
  let afterCR = false;
  let atStart = true;
  let text = "";
  let position = 0;
  let data: string | undefined;

  function decode(): void {
    text = utf8.decode(join(unfinished));
    unfinished = [];
    position = atStart && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    atStart = false;
    if (text.includes("\r")) text = text.replace(/\r\n?/g, "\n");
  }

  /** The rest of a line from `start`, without the one space that may follow a colon. */
  const value = (start: number, end: number): string =>
    text.slice(text.charCodeAt(start) === SPACE ? start + 1 : start, end);

  return {
    push(bytes) {
      if (!bytes.length) return;
      if (afterCR && bytes[0] === LF) bytes = bytes.subarray(1);
      let end = bytes.lastIndexOf(LF) + 1;
      if (end < bytes.length) end += bytes.subarray(end).lastIndexOf(CR) + 1;
      afterCR = bytes[bytes.length - 1] === CR;
      if (end) {
        unfinished.push(bytes.subarray(0, end));
        decode();
      }
      if (end < bytes.length) unfinished.push(bytes.subarray(end));
    },

    end() {
      decode();
      text += "\n\n";
    },

    next() {
      while (position < text.length) {
        const start = position;
        const end = text.indexOf("\n", start);
        position = end + 1;
        if (end === start) {
          if (data === undefined) continue;
          const event = data;
          data = undefined;
          return event;
        }
        if (text.charCodeAt(start) === COLON) {
          onComment?.(value(start + 1, end));
        } else if (text.startsWith("data", start)) {
          if (!/[:\n]/.test(text[start + 4]!)) continue;
          const line = value(start + 5, end);
          data = data === undefined ? line : `${data}\n${line}`;
        }
      }
      return undefined;
    },
  };
}

function join(pieces: Uint8Array[]): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.length;
  }
  return all;
}
