import { useEffect, useMemo, useState } from "react";
import { previewDocument, svgImage } from "./preview.js";
import "./preview.css";

/** What is shown in place of code. */
export type PreviewKind = "html" | "svg" | "mermaid";

interface Props {
  kind: PreviewKind;
  code: string;
  /** The code is none that can be shown; with words for the user. */
  onFailure(problem: string): void;
}

/** HTML, a drawing or a diagram, as it looks. Nothing in it runs, loads or leads anywhere. */
export default function Preview({ kind, code, onFailure }: Props) {
  return kind === "html" ? <Page html={code} /> : <Drawing kind={kind} code={code} onFailure={onFailure} />;
}

function Page({ html }: { html: string }) {
  const page = useMemo(() => previewDocument(html), [html]);
  return (
    <>
      <iframe
        className="preview-page"
        title="Preview of the page"
        sandbox=""
        srcDoc={page}
        referrerPolicy="no-referrer"
      />
      <p className="preview-note">Scripts don’t run here, and nothing is loaded.</p>
    </>
  );
}

function Drawing({ kind, code, onFailure }: Props) {
  const [url, setUrl] = useState<string>();
  const name = kind === "mermaid" ? "Diagram" : "Drawing";
  // biome-ignore lint/correctness/useExhaustiveDependencies: whom a failure is told changes nothing of the drawing
  useEffect(() => {
    let gone = false;
    let made: string | undefined;
    const draw = async () => {
      const svg = kind === "mermaid" ? await (await import("./mermaid.js")).drawDiagram(code) : code;
      const image = svgImage(svg);
      if (!image) throw new Error("there is no drawing in it");
      if (gone) return;
      made = URL.createObjectURL(image);
      setUrl(made);
    };
    draw().catch((error: unknown) => {
      if (gone) return;
      const [reason = ""] = String(error instanceof Error ? error.message : error).split("\n");
      onFailure(`This can’t be drawn: ${reason.slice(0, 200)}`);
    });
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [kind, code]);

  if (!url) return <p className="preview-note">Drawing…</p>;
  return (
    <div className="preview-drawing">
      <img
        src={url}
        alt={`${name}; its text is under “Code”`}
        onError={() => onFailure("This can’t be drawn: it is no SVG")}
      />
    </div>
  );
}
