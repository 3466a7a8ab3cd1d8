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
 * Cost is linear in the bytes pushed, however they are split and however large one event is: text after the last
 * line end is kept in pieces and joined once, when its line is complete.
 *
 * @param onComment is given the text of each comment line.
 */
export function createSseDecoder(onComment?: (comment: string) => void): SseDecoder {
  const utf8 = new TextDecoder();
  let unfinished: string[] = [];
  let afterCR = false;
  let text = "";
  let position = 0;
  /** The rest of a line from `start`, without the one space that may follow a colon. */
  const value = (start: number, end: number): string =>
    text.slice(text.charCodeAt(start) === SPACE ? start + 1 : start, end);

  let data: string | undefined;

  const append = (piece: string): void => {
    if (!piece) return;
    if (afterCR && piece[0] === "\n") piece = piece.slice(1);
    afterCR = piece.endsWith("\r");
    if (piece.includes("\r")) piece = piece.replace(/\r\n?/g, "\n");
    const end = piece.lastIndexOf("\n") + 1;
    if (end) {
      text = unfinished.join("") + piece.slice(0, end);
      position = 0;
      unfinished = [];
    }
    unfinished.push(piece.slice(end));
  };

  return {
    push: (bytes) => append(utf8.decode(bytes, { stream: true })),
    end: () => append(`${utf8.decode()}\n\n`),

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
