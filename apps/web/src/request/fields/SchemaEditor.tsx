import { useEffect, useMemo, useState } from "react";
import { Editor } from "../../editor/Editor.js";
import { schemaProblems } from "../../editor/schema.js";

interface Props {
  label: string;
  value: Record<string, unknown> | undefined;
  onChange(value: Record<string, unknown>): void;
}

const print = (value: unknown) => JSON.stringify(value, null, 2);

/** Edits a JSON schema as text. Only a schema without problems is taken over. */
export function SchemaEditor({ label, value, onChange }: Props) {
  const [text, setText] = useState(() => print(value ?? { type: "object", properties: {} }));
  const { problems } = useMemo(() => schemaProblems(text), [text]);

  // A change from elsewhere (a reset, another conversation) replaces the text.
  useEffect(() => {
    setText((current) => {
      const own = schemaProblems(current);
      return value === undefined || own.problems.length > 0 || print(own.schema) === print(value)
        ? current
        : print(value);
    });
  }, [value]);

  return (
    <Editor
      label={label}
      language="json"
      text={text}
      problems={problems}
      allWell="The schema is valid."
      onText={(next) => {
        setText(next);
        const read = schemaProblems(next);
        if (read.schema && print(read.schema) !== print(value)) onChange(read.schema);
      }}
    />
  );
}
