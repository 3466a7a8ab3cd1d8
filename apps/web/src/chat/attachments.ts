import type { ImagePart, TextPart } from "@openrouter/sdk/chat-session";
import { filePart } from "../conversations/attached-file.js";
import { createId } from "../ui/id.js";

/** Something that goes with the next message. */
export interface Attachment {
  id: string;
  name: string;
  kind: "image" | "text";
  part: ImagePart | TextPart;
  /** What the user must know of it. */
  note?: string;
}

const imageTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const megabyte = 1024 * 1024;
const largest = { image: 8 * megabyte, PDF: 32 * megabyte, text: megabyte };
export const mostAttachments = 10;

/** A longer paste becomes a file. */
export const longPaste = 4_000;

/** A file as it can be sent. Throws with words for the user when it can't. */
export async function readAttachment(file: File): Promise<Attachment> {
  const { name, type, size } = file;
  const pdf = type === "application/pdf" || /\.pdf$/i.test(name);
  const kind = imageTypes.includes(type) ? "image" : pdf ? "PDF" : "text";
  if (size > largest[kind])
    throw new Error(`“${name}” is too large: at most ${largest[kind] / megabyte} MB of ${kind} can be sent.`);
  if (kind === "image")
    return { id: createId(), name, kind, part: { type: "image", url: await dataUrl(file) } };
  if (kind === "PDF") return pdfAttachment(file);
  return textAttachment(name, await textOf(file));
}

/** A PDF goes as its text: every model can read that. */
async function pdfAttachment(file: File): Promise<Attachment> {
  const { name } = file;
  const { readPdf } = await import("./pdf.js");
  const { text, pages, read } = await readPdf(await file.arrayBuffer()).catch((error: Error) => {
    throw new Error(`“${name}” ${error.message}.`);
  });
  if (read === pages) return textAttachment(name, text);
  const note = `Only the first ${read} of the ${pages} pages of “${name}” were read.`;
  return { ...textAttachment(name, `${text}\n\n[${note}]`), note };
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
  throw new Error(`“${file.name}” is neither an image (PNG, JPEG, WebP, GIF) nor a PDF nor text.`);
}

function dataUrl(file: File): Promise<string> {
  const reader = new FileReader();
  return new Promise((resolve, reject) => {
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error(`“${file.name}” can't be read.`));
    reader.readAsDataURL(file);
  });
}
