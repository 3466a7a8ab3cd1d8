import "./switch.css";

interface Props {
  id?: string;
  label?: string;
  checked: boolean;
  onChange(checked: boolean): void;
  describedBy?: string;
}

export const Switch = ({ id, label, checked, onChange, describedBy }: Props) => (
  <input
    type="checkbox"
    role="switch"
    aria-checked={checked}
    className="switch"
    id={id}
    aria-label={label}
    aria-describedby={describedBy}
    checked={checked}
    onChange={(event) => onChange(event.target.checked)}
  />
);
