import type { TextPart } from "@openrouter/sdk/chat-session";

/** A text file that goes with a message. */
export interface AttachedFile {
  name: string;
  content: string;
}

const frame = /^<file name="([^"]*)">\n([\s\S]*)\n<\/file>$/;

/** How a file stands in a request: a text of its own, in a frame that models know. */
export const filePart = ({ name, content }: AttachedFile): TextPart => ({
  type: "text",
  text: `<file name="${name.replaceAll('"', "'")}">\n${content}\n</file>`,
});

/** The file that a text is; undefined for words of the user. */
export function fileIn(text: string): AttachedFile | undefined {
  const [, name, content] = frame.exec(text) ?? [];
  return name !== undefined && content !== undefined ? { name, content } : undefined;
}
