import { useId } from "react";
import { Switch } from "../../ui/Switch.js";
import { ParameterRow } from "../ParameterRow.js";
import type { SwitchParameter } from "../parameters.js";

interface Props {
  parameter: SwitchParameter;
  value: boolean | null | undefined;
  onChange(value: boolean | undefined): void;
}

export function SwitchField({ parameter, value, onChange }: Props) {
  const id = useId();
  return (
    <ParameterRow
      parameter={parameter}
      controlId={id}
      isSet={value !== undefined}
      onReset={() => onChange(undefined)}
      aside={
        <Switch id={id} describedBy={`${id}-help`} checked={value ?? parameter.rest} onChange={onChange} />
      }
    />
  );
}
