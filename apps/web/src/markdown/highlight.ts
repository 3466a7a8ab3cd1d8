/** A line as pieces of text, each with the class of its kind. */
export type Line = [kind: string, text: string][];

export interface ColouringTask {
  id: number;
  code: string;
  language: string;
}

export interface Colouring {
  id: number;
  /** Undefined: the language is not known. */
  lines: Line[] | undefined;
}

let worker: Worker | undefined;
let count = 0;
const waiting = new Map<number, (lines: Line[] | undefined) => void>();

/** Colours code in a worker, so that long code never holds up the page. */
export function colourCode(code: string, language: string): Promise<Line[] | undefined> {
  if (!worker) {
    worker = new Worker(new URL("./highlight.worker.ts", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }: MessageEvent<Colouring>) => {
      waiting.get(data.id)?.(data.lines);
      waiting.delete(data.id);
    };
    // Without the worker code stays plain.
    worker.onerror = () => {
      worker = undefined;
      for (const settle of waiting.values()) settle(undefined);
      waiting.clear();
    };
  }
  const id = ++count;
  worker.postMessage({ id, code, language } satisfies ColouringTask);
  return new Promise((resolve) => waiting.set(id, resolve));
}
