import { useId, useState } from "react";
import { ParameterRow } from "../ParameterRow.js";
import { type NumberParameter, numberProblem } from "../parameters.js";

interface Props {
  parameter: NumberParameter;
  value: number | null | undefined;
  onChange(value: number | undefined): void;
}

/** A number with, where it has a range, a slider. What is not valid is shown and not taken over. */
export function NumberField({ parameter, value, onChange }: Props) {
  const id = useId();
  const [draft, setDraft] = useState<string>();
  const { label, fallback, min, max, step, integer, rest } = parameter;
  const problem = draft === undefined ? undefined : numberProblem(parameter, Number(draft));

  const write = (text: string) => {
    if (text.trim() === "") {
      setDraft(undefined);
      return onChange(undefined);
    }
    const wrong = numberProblem(parameter, Number(text));
    setDraft(wrong ? text : undefined);
    if (!wrong) onChange(Number(text));
  };

  return (
    <ParameterRow
      {...{ parameter, problem }}
      controlId={id}
      isSet={value !== undefined || draft !== undefined}
      onReset={() => write("")}
      aside={
        <input
          id={id}
          className="input number"
          type="number"
          inputMode={integer ? "numeric" : "decimal"}
          step={integer ? 1 : "any"}
          min={min}
          max={max}
          placeholder={fallback.length < 7 ? fallback : "auto"}
          value={draft ?? value ?? ""}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem ? `${id}-problem` : `${id}-help`}
          onChange={(event) => write(event.target.value)}
        />
      }
    >
      {rest !== undefined && (
        <input
          className="slider"
          type="range"
          aria-label={`${label} slider`}
          min={min}
          max={max}
          step={step}
          value={value ?? rest}
          data-rest={value === undefined || undefined}
          onChange={(event) => write(event.target.value)}
        />
      )}
    </ParameterRow>
  );
}
