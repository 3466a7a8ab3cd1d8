import type { ParameterName, Parameters } from "../parameters.js";

/** What every field of a parameter gets. */
export interface FieldProps<P, N extends ParameterName = ParameterName> {
  parameter: P;
  value: Parameters[N] | undefined;
  /** `undefined` removes the parameter from the request. */
  onChange(value: Parameters[N] | undefined): void;
}
