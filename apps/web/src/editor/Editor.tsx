import { lazy, useId } from "react";
import { Part } from "../ui/Part.js";
import { useProblem } from "../ui/problems.js";
import type { CodeEditorProps } from "./CodeEditor.js";
import "./editor.css";

const CodeEditor = lazy(() => import("./CodeEditor.js"));

type Props = Omit<CodeEditorProps, "describedBy"> & {
  /** Said under the editor while nothing is wrong. */
  allWell?: string;
};

/** The code editor, loaded when first shown, with its problems in words beneath. */
export function Editor({ allWell, ...props }: Props) {
  const id = useId();
  const [first] = props.problems;
  useProblem(first && `${props.label}, line ${first.line}: ${first.message}`);
  return (
    <div className="editor" data-invalid={props.problems.length > 0 || undefined}>
      <Part fallback={<pre className="code-editor loading">{props.text}</pre>}>
        <CodeEditor {...props} describedBy={id} />
      </Part>
      <div id={id} className="editor-status" aria-live="polite">
        {props.problems.slice(0, 5).map((problem) => (
          <p key={`${problem.from}-${problem.message}`} className="problem">
            <strong>Line {problem.line}</strong> {problem.message}
          </p>
        ))}
        {props.problems.length === 0 && allWell && <p className="all-well">{allWell}</p>}
      </div>
    </div>
  );
}
