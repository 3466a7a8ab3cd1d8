import type { ChatJsonSchemaConfig, ResponseFormat } from "@openrouter/sdk/models";
import { useEffect, useId, useMemo, useState } from "react";
import { Editor } from "../../editor/Editor.js";
import { grammarProblems } from "../../editor/grammar.js";
import type { Problem } from "../../editor/problem.js";
import { Select } from "../../ui/Select.js";
import { Switch } from "../../ui/Switch.js";
import { ParameterRow } from "../ParameterRow.js";
import type { OwnParameter } from "../parameters.js";
import { SchemaEditor } from "./SchemaEditor.js";

interface Props {
  parameter: OwnParameter;
  value: ResponseFormat | undefined;
  onChange(value: ResponseFormat | undefined): void;
}

const options = [
  ["", "not set"],
  ["text", "text: as the model likes"],
  ["json_object", "json_object: any JSON object"],
  ["json_schema", "json_schema: JSON of a schema"],
  ["grammar", "grammar: text of a grammar"],
  ["python", "python: Python source"],
] as const;

const exampleSchema = {
  type: "object",
  properties: { title: { type: "string" }, year: { type: "integer", minimum: 1800 } },
  required: ["title", "year"],
  additionalProperties: false,
};

const exampleGrammar = 'root ::= answer "." \nanswer ::= "Yes" | "No" | "Perhaps"\n';

function start(type: string): ResponseFormat | undefined {
  switch (type) {
    case "text":
    case "json_object":
    case "python":
      return { type };
    case "json_schema":
      return { type, jsonSchema: { name: "answer", strict: true, schema: exampleSchema } };
    case "grammar":
      return { type, grammar: exampleGrammar };
    default:
      return undefined;
  }
}

export function ResponseFormatField({ parameter, value, onChange }: Props) {
  const id = useId();
  return (
    <ParameterRow
      parameter={parameter}
      controlId={id}
      isSet={value !== undefined}
      onReset={() => onChange(undefined)}
      problem={value?.type === "json_schema" ? nameProblem(value.jsonSchema.name) : undefined}
    >
      <Select
        id={id}
        aria-describedby={`${id}-help`}
        value={value?.type ?? ""}
        options={options}
        onValue={(type) => onChange(start(type))}
      />
      {value?.type === "json_schema" && (
        <JsonSchemaForm
          value={value.jsonSchema}
          onChange={(jsonSchema) => onChange({ ...value, jsonSchema })}
        />
      )}
      {value?.type === "grammar" && (
        <GrammarEditor value={value.grammar} onChange={(grammar) => onChange({ ...value, grammar })} />
      )}
    </ParameterRow>
  );
}

const nameProblem = (name: string) =>
  /^[\w-]{1,64}$/.test(name) ? undefined : "A name has 1 to 64 letters, digits, underscores or dashes.";

interface SchemaFormProps {
  value: ChatJsonSchemaConfig;
  onChange(value: ChatJsonSchemaConfig): void;
}

function JsonSchemaForm({ value, onChange }: SchemaFormProps) {
  const id = useId();
  return (
    <>
      <div className="pairs">
        <label htmlFor={`${id}-name`}>Name</label>
        <input
          id={`${id}-name`}
          className="input mono"
          value={value.name}
          aria-invalid={nameProblem(value.name) ? true : undefined}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
        />
        <label htmlFor={`${id}-description`}>Description</label>
        <input
          id={`${id}-description`}
          className="input"
          value={value.description ?? ""}
          onChange={(event) => onChange({ ...value, description: event.target.value || undefined })}
        />
        <label htmlFor={`${id}-strict`}>Strict</label>
        <Switch
          id={`${id}-strict`}
          checked={value.strict ?? false}
          onChange={(strict) => onChange({ ...value, strict })}
        />
      </div>
      <SchemaEditor
        label="JSON schema"
        value={value.schema}
        onChange={(schema) => onChange({ ...value, schema })}
      />
    </>
  );
}

function GrammarEditor({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const check = useMemo(() => grammarProblems(value), [value]);
  useEffect(() => {
    let current = true;
    check.then((found) => current && setProblems(found));
    return () => {
      current = false;
    };
  }, [check]);
  return (
    <Editor
      label="Grammar"
      language="plain"
      text={value}
      problems={problems}
      onText={onChange}
      allWell="The grammar is complete."
    />
  );
}
