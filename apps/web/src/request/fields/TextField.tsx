import { useId } from "react";
import { ParameterRow } from "../ParameterRow.js";
import type { TextParameter } from "../parameters.js";

interface Props {
  parameter: TextParameter;
  value: string | undefined;
  onChange(value: string | undefined): void;
}

export function TextField({ parameter, value, onChange }: Props) {
  const id = useId();
  const { label, name, help, fallback, placeholder } = parameter;
  return (
    <ParameterRow
      {...{ label, name, help, fallback }}
      controlId={id}
      isSet={value !== undefined}
      onReset={() => onChange(undefined)}
    >
      <input
        id={id}
        className="input"
        placeholder={placeholder}
        value={value ?? ""}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    </ParameterRow>
  );
}
