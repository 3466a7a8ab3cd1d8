import { ChevronDown } from "lucide-react";
import type { ComponentProps } from "react";

export type SelectProps = Omit<ComponentProps<"select">, "onChange" | "value"> & {
  value: string;
  options: readonly (readonly [value: string, label: string])[];
  onValue(value: string): void;
};

export const Select = ({ options, onValue, ...rest }: SelectProps) => (
  <span className="select">
    <select className="input" {...rest} onChange={(event) => onValue(event.target.value)}>
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
    <ChevronDown size={15} aria-hidden />
  </span>
);
