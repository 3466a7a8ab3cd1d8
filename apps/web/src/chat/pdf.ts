import { getDocument, type PDFDocumentProxy, PDFWorker, VerbosityLevel } from "pdfjs-dist";

/** The text of a PDF, as far as it was read. */
export interface PdfText {
  text: string;
  pages: number;
  /** How many of them were read. */
  read: number;
}

const mostPages = 500;
const mostCharacters = 1_000_000;
const mostMs = 60_000;

/** Takes the text out of a PDF, in a thread that is ended with it. Rejects with words for the user, without the name. */
export async function readPdf(data: ArrayBuffer): Promise<PdfText> {
  const port = new Worker(new URL("./pdf.worker.ts", import.meta.url), { type: "module" });
  // Its types forget what a port is.
  const worker = new PDFWorker({ port: port as never, verbosity: VerbosityLevel.ERRORS });
  const task = getDocument({
    data,
    worker,
    // The policy allows no functions made of text; nothing is drawn, so no fonts or pictures are needed.
    isEvalSupported: false,
    useWasm: false,
    disableFontFace: true,
    cMapUrl: new URL("/cmaps/", location.href).href,
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("takes too long to read")), mostMs);
  });
  try {
    return await Promise.race([task.promise.then(textOf), late]);
  } catch (error) {
    throw new Error(reasonFor(error as Error));
  } finally {
    clearTimeout(timer);
    task.destroy().catch(() => {});
    worker.destroy();
    port.terminate();
  }
}

async function textOf(document: PDFDocumentProxy): Promise<PdfText> {
  const pages = document.numPages;
  const most = Math.min(pages, mostPages);
  const texts: string[] = [];
  let length = 0;
  for (let number = 1; number <= most && length < mostCharacters; number++) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items
      .map((item) => ("str" in item ? `${item.str}${item.hasEOL ? "\n" : ""}` : ""))
      .join("")
      .trim();
    page.cleanup();
    texts.push(text);
    length += text.length;
  }
  const text = texts.filter(Boolean).join("\n\n").slice(0, mostCharacters);
  if (text === "") throw new Error("has no text in it; perhaps its pages are pictures");
  return { text, pages, read: texts.length };
}

function reasonFor({ name, message }: Error): string {
  if (name === "PasswordException") return "is locked with a password";
  if (name === "InvalidPDFException" || name === "FormatError") return "is damaged, or no PDF";
  return message;
}
