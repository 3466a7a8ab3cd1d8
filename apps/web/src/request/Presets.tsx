import { Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { Button, IconButton } from "../ui/Button.js";
import { notify } from "../ui/notices.js";
import { Select } from "../ui/Select.js";
import { useStore } from "../ui/store.js";
import { deletePreset, keepPreset, longestName, type Preset, presets } from "./presets.js";

type Settings = Pick<Preset, "model" | "instructions" | "parameters">;

interface Props {
  settings: Settings;
  onApply(settings: Settings): void;
}

const same = (a: Settings, b: Settings) =>
  a.model === b.model &&
  a.instructions === b.instructions &&
  JSON.stringify(a.parameters) === JSON.stringify(b.parameters);

/** Chooses what to ask with by name, and gives a name to what is set. */
export function Presets({ settings, onApply }: Props) {
  const list = useStore(presets);
  const [name, setName] = useState("");
  const id = useId();
  const current = list.find((preset) => same(preset, settings));

  const keep = () => {
    const problem = keepPreset({ ...settings, name });
    notify(problem ?? `Kept as “${name.trim()}”.`);
    if (!problem) setName("");
  };

  const remove = ({ id: removed, ...preset }: Preset) => {
    deletePreset(removed);
    notify(`Deleted “${preset.name}”.`, { label: "Undo", run: () => keepPreset(preset) });
  };

  return (
    <div className="parameter presets">
      <label htmlFor={id} className="parameter-label">
        Preset
      </label>
      {list.length > 0 && (
        <div className="preset-row">
          <Select
            id={id}
            value={current?.id ?? ""}
            options={[["", "None of them"], ...list.map((preset) => [preset.id, preset.name] as const)]}
            onValue={(chosen) => {
              const preset = list.find((candidate) => candidate.id === chosen);
              if (preset) onApply(preset);
            }}
          />
          {current && (
            <IconButton label={`Delete the preset ${current.name}`} onClick={() => remove(current)}>
              <Trash2 size={16} aria-hidden />
            </IconButton>
          )}
        </div>
      )}
      {!current && (
        <form
          className="preset-row"
          onSubmit={(event) => {
            event.preventDefault();
            keep();
          }}
        >
          <input
            id={list.length === 0 ? id : undefined}
            className="input"
            aria-label={list.length === 0 ? undefined : "Name of a new preset"}
            placeholder="Name what is set here"
            maxLength={longestName}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" disabled={name.trim() === ""}>
            Keep
          </Button>
        </form>
      )}
      <p className="parameter-help">Model, instructions, parameters and tools under one name.</p>
    </div>
  );
}
