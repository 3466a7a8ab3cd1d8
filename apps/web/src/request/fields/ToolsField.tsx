import type { Tool, ToolDefinitionFunction, ToolDefinitionJson } from "@openrouter/sdk/models";
import { ChevronRight, Plus, Trash2 } from "lucide-react";
import { useId } from "react";
import { Button, IconButton } from "../../ui/Button.js";
import { Switch } from "../../ui/Switch.js";
import { ParameterRow } from "../ParameterRow.js";
import type { OwnParameter } from "../parameters.js";
import { isFunctionTool } from "../tools.js";
import { SchemaEditor } from "./SchemaEditor.js";

interface Props {
  parameter: OwnParameter;
  value: Tool[] | undefined;
  onChange(value: Tool[] | undefined): void;
}

const weather: ToolDefinitionFunction = {
  name: "get_weather",
  description: "Current weather of a city.",
  parameters: {
    type: "object",
    properties: {
      city: { type: "string" },
      unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    },
    required: ["city"],
  },
};

function nextTool(tools: readonly Tool[]): Tool {
  if (tools.length === 0) return { type: "function", function: weather };
  const parameters = { type: "object", properties: {} };
  return { type: "function", function: { name: `tool_${tools.length + 1}`, parameters } };
}

export function ToolsField({ parameter, value, onChange }: Props) {
  const tools = value ?? [];
  const set = (next: Tool[]) => onChange(next.length > 0 ? next : undefined);
  const problems = tools.filter(isFunctionTool).flatMap((tool, index, all) => {
    const own = tool.function.name;
    if (!/^[\w-]{1,64}$/.test(own))
      return `“${own}”: a name has 1 to 64 letters, digits, underscores or dashes.`;
    return all.findIndex((other) => other.function.name === own) < index ? `“${own}” is there twice.` : [];
  });
  return (
    <ParameterRow
      parameter={parameter}
      isSet={value !== undefined}
      onReset={() => onChange(undefined)}
      problem={problems[0]}
    >
      {tools.map((tool, index) =>
        isFunctionTool(tool) ? (
          <ToolForm
            // biome-ignore lint/suspicious/noArrayIndexKey: a tool's name changes while it is typed
            key={index}
            tool={tool}
            onChange={(changed) => set(tools.with(index, changed))}
            onRemove={() => set(tools.toSpliced(index, 1))}
          />
        ) : null,
      )}
      <Button look="plain" className="add" onClick={() => set([...tools, nextTool(tools)])}>
        <Plus size={15} aria-hidden /> Add a tool
      </Button>
    </ParameterRow>
  );
}

interface FormProps {
  tool: ToolDefinitionJson;
  onChange(tool: ToolDefinitionJson): void;
  onRemove(): void;
}

function ToolForm({ tool, onChange, onRemove }: FormProps) {
  const id = useId();
  const definition = tool.function;
  const change = (part: Partial<ToolDefinitionFunction>) =>
    onChange({ ...tool, function: { ...definition, ...part } });
  return (
    <details className="tool" open>
      <summary>
        <ChevronRight size={15} aria-hidden className="turn" />
        <code>{definition.name || "unnamed"}</code>
      </summary>
      <div className="tool-body">
        <label htmlFor={`${id}-name`}>Name</label>
        <div className="row">
          <input
            id={`${id}-name`}
            className="input mono"
            value={definition.name}
            onChange={(event) => change({ name: event.target.value })}
          />
          <IconButton label={`Remove tool ${definition.name}`} className="small" onClick={onRemove}>
            <Trash2 size={15} aria-hidden />
          </IconButton>
        </div>
        <label htmlFor={`${id}-description`}>Description</label>
        <textarea
          id={`${id}-description`}
          className="input"
          rows={2}
          value={definition.description ?? ""}
          onChange={(event) => change({ description: event.target.value || undefined })}
        />
        <span>Arguments (JSON schema)</span>
        <SchemaEditor
          label={`Arguments of ${definition.name}`}
          value={definition.parameters}
          onChange={(parameters) => change({ parameters })}
        />
        <div className="inline">
          <Switch
            id={`${id}-strict`}
            checked={definition.strict ?? false}
            onChange={(strict) => change({ strict: strict || undefined })}
          />
          <label htmlFor={`${id}-strict`}>Strict: arguments must follow the schema exactly</label>
        </div>
      </div>
    </details>
  );
}
