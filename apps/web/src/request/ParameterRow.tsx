import { RotateCcw } from "lucide-react";
import { type ReactNode, useId } from "react";
import { IconButton } from "../ui/Button.js";
import { useProblem } from "../ui/problems.js";
import type { Parameter } from "./parameters.js";

interface Props {
  parameter: Parameter;
  isSet: boolean;
  onReset(): void;
  problem?: string | undefined;
  /** A control that fits beside the label. */
  aside?: ReactNode;
  /** Id of the control that the label belongs to; without it the row is a group. */
  controlId?: string;
  children?: ReactNode;
}

/** Label, explanation, default, reset and problem of one parameter, around its control. */
export function ParameterRow(props: Props) {
  const { parameter, isSet, onReset, problem, aside, controlId, children } = props;
  const { label, name, help, fallback } = parameter;
  const id = useId();
  useProblem(problem && `${label}: ${problem}`);
  const title = (
    <>
      {label} <code>{name}</code>
    </>
  );
  return (
    <div
      className="parameter"
      data-set={isSet || undefined}
      {...(!controlId && { role: "group", "aria-labelledby": id })}
    >
      <div className="parameter-head">
        {controlId ? (
          <label htmlFor={controlId} className="parameter-label">
            {title}
          </label>
        ) : (
          <span id={id} className="parameter-label">
            {title}
          </span>
        )}
        {isSet && (
          <IconButton label={`Reset ${label}`} className="small" onClick={onReset}>
            <RotateCcw size={14} aria-hidden />
          </IconButton>
        )}
        {aside}
      </div>
      {children}
      {problem && (
        <p className="problem" role="alert" id={controlId && `${controlId}-problem`}>
          {problem}
        </p>
      )}
      <p className="parameter-help" id={controlId && `${controlId}-help`}>
        {help} <span className="parameter-default">Default: {fallback}.</span>
      </p>
    </div>
  );
}
