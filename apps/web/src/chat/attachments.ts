import type { ImagePart, TextPart } from "@openrouter/sdk/chat-session";
import { filePart } from "../conversations/attached-file.js";
import { createId } from "../ui/id.js";

/** Something that goes with the next message. */
export interface Attachment {
  id: string;
  name: string;
  kind: "image" | "text";
  part: ImagePart | TextPart;
}

const imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const megabyte = 1024 * 1024;
const largest = { image: 8 * megabyte, text: megabyte };
export const mostAttachments = 10;

/** A longer paste becomes a file. */
export const longPaste = 4_000;

/** A file as it can be sent. Throws with words for the user when it can't. */
export async function readAttachment(file: File): Promise<Attachment> {
  const { name, type, size } = file;
  const kind = imageTypes.includes(type) ? "image" : "text";
  if (size > largest[kind])
    throw new Error(`“${name}” is too large: at most ${largest[kind] / megabyte} MB of ${kind} can be sent.`);
  if (kind === "image")
    return { id: createId(), name, kind, part: { type: "image", url: await dataUrl(file) } };
  return textAttachment(name, await textOf(file));
}

export const textAttachment = (name: string, content: string): Attachment => ({
  id: createId(),
  name,
  kind: "text",
  part: filePart({ name, content }),
});

async function textOf(file: File): Promise<string> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    if (!text.includes("\0")) return text;
  } catch {
    // Said below.
  }
  throw new Error(`“${file.name}” is neither an image (PNG, JPEG, WebP, GIF) nor text.`);
}

function dataUrl(file: File): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error(`“${file.name}” can't be read.`));
    reader.readAsDataURL(file);
  });
}
