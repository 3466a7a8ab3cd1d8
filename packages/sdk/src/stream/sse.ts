/** What server-sent events bring: the data of an event, with its name where it has one, a comment, or too much. */
export type SseItem = string | { name: string; data: string } | { comment: string } | { tooLarge: true };

/**
 * Makes a decoder of server-sent events: it is given the text as it came from the network, split anywhere, or nothing at
 * its end, and answers what is complete.
 *
 * Cost is linear in the text, however it is split and however large one event is: a line that has not ended is kept in
 * pieces and joined once.
 *
 * @param maxEventSize characters of one event or line; more is not decoded
 */
export function createSseDecoder(maxEventSize: number): (text?: string) => SseItem[] {
  let unfinished: string[] = [];
  /** Characters of the unfinished line. */
  let unfinishedSize = 0;
  let afterCR = false;
  let data: string | undefined;
  let name = "";

  return (received) => {
    const items: SseItem[] = [];
    // The end completes a last event without its blank line.
    let text = received ?? "\n\n";
    if (!text) return items;
    if (afterCR && text[0] === "\n") text = text.slice(1);
    afterCR = text.endsWith("\r");
    const lines = text.split(text.includes("\r") ? /\r\n?|\n/ : "\n");
    const rest = lines.pop()!;
    if (lines.length) {
      lines[0] = unfinished.join("") + lines[0];
      unfinished = [];
      unfinishedSize = 0;
    }
    unfinished.push(rest);
    unfinishedSize += rest.length;
    for (const line of lines) {
      if (!line) {
        if (data !== undefined) items.push(name ? { name, data } : data);
        data = undefined;
        name = "";
      } else if (/^data(:|$)/.test(line)) {
        const value = valueFrom(line, 5);
        data = data === undefined ? value : `${data}\n${value}`;
        if (data.length > maxEventSize) return [...items, { tooLarge: true }];
      } else if (line[0] === ":") items.push({ comment: valueFrom(line, 1) });
      else if (line.startsWith("event:")) name = valueFrom(line, 6);
    }
    if (unfinishedSize > maxEventSize) items.push({ tooLarge: true });
    return items;
  };
}

/** What follows the colon of a line, without the one space that may stand before it. */
const valueFrom = (line: string, start: number): string =>
  line.slice(line[start] === " " ? start + 1 : start);
