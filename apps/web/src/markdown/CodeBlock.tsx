import { lazy, memo, startTransition, useContext, useEffect, useRef, useState } from "react";
import { Button } from "../ui/Button.js";
import { CopyButton } from "../ui/CopyButton.js";
import { Part } from "../ui/Part.js";
import { colourCode, type Line } from "./highlight.js";
import type { PreviewKind } from "./Preview.js";
import { Settled } from "./settled.js";
import "./code.css";

const Preview = lazy(() => import("./Preview.js"));

interface Props {
  code: string;
  language: string;
  /** False while the code still grows. */
  complete: boolean;
}

interface Coloured {
  code: string;
  chunks: Chunk[];
}

interface Chunk {
  text: string;
  lines: Line[];
}

const linesPerChunk = 40;

/** Lines in chunks; a chunk that reads as before stays the same object. */
function chunked(lines: Line[], before: readonly Chunk[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let index = 0; index < lines.length; index += linesPerChunk) {
    const part = lines.slice(index, index + linesPerChunk);
    const text = part
      .map((line) => line.map(([kind, piece]) => `${kind}\u0000${piece}`).join("\u0001"))
      .join("\n");
    const same = before[chunks.length];
    chunks.push(same?.text === text ? same : { text, lines: part });
  }
  return chunks;
}

const previews: Record<string, PreviewKind> = { html: "html", svg: "svg", mermaid: "mermaid" };

/** Code with its language and a button to copy it; what can be looked at has a preview. A diagram begins with it. */
export function CodeBlock({ code, language, complete }: Props) {
  const settled = useContext(Settled);
  const [wanted, setWanted] = useState<boolean>();
  const [problem, setProblem] = useState<string>();
  const kind = previews[language.toLowerCase()];
  const shown = complete && settled && !problem && (wanted ?? kind === "mermaid");
  return (
    <figure className="code-block">
      <figcaption>
        <span>{language || "text"}</span>
        {complete && (
          <span className="code-actions">
            {kind && settled && !problem && (
              <Button look="plain" onClick={() => setWanted(!shown)}>
                {shown ? "Code" : "Preview"}
              </Button>
            )}
            <CopyButton text={code} label="Copy code" />
          </span>
        )}
      </figcaption>
      {problem && (
        <p className="code-problem" role="status">
          {problem}
        </p>
      )}
      {kind && shown ? (
        <Part fallback={<Code code={code} language={language} />}>
          <Preview kind={kind} code={code} onFailure={setProblem} />
        </Part>
      ) : (
        <Code code={code} language={language} />
      )}
    </figure>
  );
}

/** The text itself. Colours follow it a moment later. */
function Code({ code, language }: Pick<Props, "code" | "language">) {
  const coloured = useColours(code, language.toLowerCase());
  const known = coloured && code.startsWith(coloured.code) ? coloured : undefined;
  const rest = known ? code.slice(known.code.length) : code;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section can't stand for pre
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls sideways must be reachable by keyboard
    <pre tabIndex={0} role="region" aria-label={language ? `${language} code` : "Code"}>
      <code>
        {known?.chunks.map((chunk, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: chunks have no identity but their place
          <ChunkView key={index} chunk={chunk} first={index === 0} />
        ))}
        {rest}
      </code>
    </pre>
  );
}

const ChunkView = memo(function ChunkView({ chunk, first }: { chunk: Chunk; first: boolean }) {
  return (
    <span>
      {chunk.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <span key={index}>
          {index > 0 || !first ? "\n" : ""}
          {line.map(([kind, text], place) =>
            kind ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity but their place
              <span key={place} className={kind}>
                {text}
              </span>
            ) : (
              text
            ),
          )}
        </span>
      ))}
    </span>
  );
});

/** The newest colouring that came back; one task at a time, whole lines only. */
function useColours(code: string, language: string): Coloured | undefined {
  const [coloured, setColoured] = useState<Coloured>();
  const wanted = useRef({ code, language });
  const busy = useRef(false);
  const mounted = useRef(false);

  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  useEffect(() => {
    wanted.current = { code, language };
    const next = async () => {
      const task = wanted.current;
      if (busy.current || !task.language) return;
      busy.current = true;
      const lines = await colourCode(task.code, task.language);
      busy.current = false;
      if (!mounted.current) return;
      if (lines) {
        startTransition(() =>
          setColoured((before) => ({ code: task.code, chunks: chunked(lines, before?.chunks ?? []) })),
        );
      }
      if (lines && wanted.current.code !== task.code) setTimeout(next, 120);
    };
    next();
  }, [code, language]);

  return coloured;
}
