import type { ChatStreamOptions, Reasoning, ToolChoiceOption } from "@openrouter/sdk/models";
import { useId } from "react";
import { Select } from "../../ui/Select.js";
import { Switch } from "../../ui/Switch.js";
import { ParameterRow } from "../ParameterRow.js";
import type { OwnParameter } from "../parameters.js";

interface Props<V> {
  parameter: OwnParameter;
  value: V | null | undefined;
  onChange(value: V | undefined): void;
}

const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;
const summaries = ["auto", "concise", "detailed"] as const;
const withUnset = (values: readonly string[]) =>
  [["", "not set"], ...values.map((value) => [value, value] as const)] as [string, string][];

export function ReasoningField({ parameter, value, onChange }: Props<Reasoning>) {
  const id = useId();
  const change = (key: keyof Reasoning, next: string | number | boolean | undefined) => {
    const { [key]: _, ...rest } = value ?? {};
    const changed = next === undefined || next === "" ? rest : { ...rest, [key]: next };
    onChange(Object.keys(changed).length > 0 ? changed : undefined);
  };
  return (
    <ParameterRow parameter={parameter} isSet={value != null} onReset={() => onChange(undefined)}>
      <div className="pairs">
        <label htmlFor={`${id}-effort`}>Effort</label>
        <Select
          id={`${id}-effort`}
          value={value?.effort ?? ""}
          options={withUnset(efforts)}
          onValue={(next) => change("effort", next)}
        />
        <label htmlFor={`${id}-summary`}>Summary</label>
        <Select
          id={`${id}-summary`}
          value={value?.summary ?? ""}
          options={withUnset(summaries)}
          onValue={(next) => change("summary", next)}
        />
        <label htmlFor={`${id}-generate`}>Generate summary (older name)</label>
        <Select
          id={`${id}-generate`}
          value={value?.generateSummary ?? ""}
          options={withUnset(summaries)}
          onValue={(next) => change("generateSummary", next)}
        />
        <label htmlFor={`${id}-exclude`}>Leave thoughts out of the answer</label>
        <Switch
          id={`${id}-exclude`}
          checked={value?.exclude ?? false}
          onChange={(next) => change("exclude", next || undefined)}
        />
      </div>
    </ParameterRow>
  );
}

export function StreamOptionsField({ parameter, value, onChange }: Props<ChatStreamOptions>) {
  const id = useId();
  return (
    <ParameterRow
      parameter={parameter}
      controlId={id}
      isSet={value != null}
      onReset={() => onChange(undefined)}
      aside={
        <Switch
          id={id}
          describedBy={`${id}-help`}
          checked={value?.includeUsage ?? false}
          onChange={(includeUsage) => onChange({ includeUsage })}
        />
      }
    />
  );
}

interface ToolChoiceProps extends Props<ToolChoiceOption> {
  /** Names of the tools that can be chosen. */
  toolNames: readonly string[];
}

export function ToolChoiceField({ parameter, value, onChange, toolNames }: ToolChoiceProps) {
  const id = useId();
  const named =
    typeof value === "object" && value !== null && "function" in value ? value.function.name : undefined;
  const current = named !== undefined ? `function:${named}` : typeof value === "string" ? value : "";
  const names = named !== undefined && !toolNames.includes(named) ? [...toolNames, named] : toolNames;
  const options: [string, string][] = [
    ["", "not set"],
    ["auto", "auto: the model decides"],
    ["none", "none: no calls"],
    ["required", "required: at least one call"],
    ...names.map((name): [string, string] => [`function:${name}`, `call ${name}`]),
  ];
  return (
    <ParameterRow
      parameter={parameter}
      controlId={id}
      isSet={value != null}
      onReset={() => onChange(undefined)}
    >
      <Select
        id={id}
        aria-describedby={`${id}-help`}
        value={current}
        options={options}
        onValue={(next) => {
          if (next.startsWith("function:")) onChange({ type: "function", function: { name: next.slice(9) } });
          else onChange((next || undefined) as ToolChoiceOption | undefined);
        }}
      />
    </ParameterRow>
  );
}
