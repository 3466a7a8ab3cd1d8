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
  return (
    <ParameterRow
      parameter={parameter}
      controlId={id}
      isSet={value !== undefined}
      onReset={() => onChange(undefined)}
    >
      <input
        id={id}
        className="input"
        placeholder={parameter.placeholder}
        value={value ?? ""}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(event.target.value || undefined)}
      />
    </ParameterRow>
  );
}
