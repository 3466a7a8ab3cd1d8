import { Combobox } from "@base-ui/react/combobox";
import { Check, ChevronDown, Search } from "lucide-react";
import { useStore } from "../ui/store.js";
import { type Model, modelAbilities, modelFacts, modelName, models } from "./models.js";
import "./model-picker.css";

interface Props {
  /** Id of the model in use. */
  value: string;
  onChange(id: string): void;
  open: boolean;
  onOpenChange(open: boolean): void;
}

const matches = (model: Model, query: string) => {
  const text = `${model.id} ${model.name ?? ""} ${modelAbilities(model).join(" ")}`.toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** A button with the model's name that opens the searchable list of models. */
export default function ModelPicker({ value, onChange, open, onOpenChange }: Props) {
  const { list, status, problem } = useStore(models);
  const selected = list.find(({ id }) => id === value) ?? null;
  return (
    <Combobox.Root
      items={list}
      value={selected}
      onValueChange={(model: Model | null) => {
        if (model) onChange(model.id);
      }}
      open={open}
      onOpenChange={onOpenChange}
      filter={matches}
      itemToStringLabel={modelName}
      isItemEqualToValue={(a: Model, b: Model) => a.id === b.id}
    >
      <Combobox.Trigger
        className="model-button"
        aria-label={`Model: ${selected ? modelName(selected) : value || "none"}`}
      >
        <span className="model-title">{selected ? modelName(selected) : value || "Choose a model"}</span>
        <ChevronDown size={16} aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner className="popup-place" side="bottom" align="start" sideOffset={6}>
          <Combobox.Popup className="model-popup" aria-label="Models">
            <div className="model-search">
              <Search size={16} aria-hidden />
              <Combobox.Input placeholder="Search models" aria-label="Search models" />
            </div>
            <Combobox.Empty>
              <p className="model-empty">
                {status === "loading" ? "Loading the models…" : (problem ?? "No model matches.")}
              </p>
            </Combobox.Empty>
            <Combobox.List className="model-list" aria-label="Models">
              {(model: Model) => (
                <Combobox.Item key={model.id} value={model} className="model-item">
                  <span className="model-line">
                    <strong>{modelName(model)}</strong>
                    <Combobox.ItemIndicator>
                      <Check size={16} aria-hidden />
                    </Combobox.ItemIndicator>
                  </span>
                  <span className="model-facts">{[model.id, ...modelFacts(model)].join(" · ")}</span>
                  <span className="chips">
                    {modelAbilities(model).map((ability) => (
                      <span key={ability} className="chip">
                        {ability}
                      </span>
                    ))}
                  </span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  );
}
