/**
 * Decoder of server-sent events: is given the bytes as they came from the network, split anywhere, or nothing at
 * their end, and yields the data of each event that is complete.
 */
export type SseDecoder = (bytes?: Uint8Array) => Iterable<string>;

/**
 * Cost is linear in the bytes, however they are split and however large one event is: a line that has not ended is
 * kept in pieces and joined once.
 *
 * @param onComment is given the text of each comment line, in order with the events.
 */
export function createSseDecoder(onComment?: (comment: string) => void): SseDecoder {
  const utf8 = new TextDecoder();
  let unfinished: string[] = [];
  let afterCR = false;
  let data: string | undefined;

  return function* (bytes) {
    // The end completes a last event without its blank line.
    let text = bytes ? utf8.decode(bytes, { stream: true }) : `${utf8.decode()}\n\n`;
    if (!text) return;
    if (afterCR && text[0] === "\n") text = text.slice(1);
    afterCR = text.endsWith("\r");
    const lines = text.split(text.includes("\r") ? /\r\n?|\n/ : "\n");
    const rest = lines.pop()!;
    if (lines.length) {
      lines[0] = unfinished.join("") + lines[0];
      unfinished = [];
    }
    unfinished.push(rest);
    for (const line of lines) {
      if (!line) {
        if (data !== undefined) yield data;
        data = undefined;
      } else if (/^data(:|$)/.test(line)) {
        const value = line.slice(line[5] === " " ? 6 : 5);
        data = data === undefined ? value : `${data}\n${value}`;
      } else if (line[0] === ":") onComment?.(line.slice(line[1] === " " ? 2 : 1));
    }
  };
}
