/** What server-sent events bring: the data of an event, or a comment. */
export type SseItem = string | { comment: string };

/**
 * Makes a decoder of server-sent events: it is given the bytes as they came from the network, split anywhere, or
 * nothing at their end, and answers what is complete.
 *
 * Cost is linear in the bytes, however they are split and however large one event is: a line that has not ended is
 * kept in pieces and joined once.
 */
export function createSseDecoder(): (bytes?: Uint8Array) => SseItem[] {
  const utf8 = new TextDecoder();
  let unfinished: string[] = [];
  let afterCR = false;
  let data: string | undefined;

  return (bytes) => {
    const items: SseItem[] = [];
    // The end completes a last event without its blank line.
    let text = bytes ? utf8.decode(bytes, { stream: true }) : `${utf8.decode()}\n\n`;
    if (!text) return items;
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
        if (data !== undefined) items.push(data);
        data = undefined;
      } else if (/^data(:|$)/.test(line)) {
        const value = line.slice(line[5] === " " ? 6 : 5);
        data = data === undefined ? value : `${data}\n${value}`;
      } else if (line[0] === ":") items.push({ comment: line.slice(line[1] === " " ? 2 : 1) });
    }
    return items;
  };
}
