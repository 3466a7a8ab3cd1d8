import { ChevronRight } from "lucide-react";
import { lazy, useId, useState } from "react";
import { Button } from "../ui/Button.js";
import { Part } from "../ui/Part.js";
import { Tabs } from "../ui/Tabs.js";
import { ParameterField } from "./ParameterField.js";
import { Presets } from "./Presets.js";
import {
  countSet,
  type ModelDefaults,
  type ParameterGroup,
  parameterGroups,
  toolParameters,
  withModelDefault,
} from "./parameters.js";
import type { RequestSource } from "./request.js";
import "./request.css";

const CodePanel = lazy(() => import("./CodePanel.js"));

interface Props {
  conversation: RequestSource;
  model: string;
  /** Parameters that the model says it supports; empty when it doesn't say. */
  supported: readonly string[];
  /** The model's own defaults, by names on the wire. */
  defaults: ModelDefaults;
  onChange(change: Partial<Pick<RequestSource, "instructions" | "parameters"> & { model: string }>): void;
}

/** Everything that goes with the messages, and the code for it. */
export default function RequestPanel(props: Props) {
  return (
    <Tabs
      label="Request"
      tabs={[
        { id: "parameters", label: "Parameters", content: () => <ParametersTab {...props} /> },
        { id: "tools", label: "Tools", content: () => <ToolsTab {...props} /> },
        {
          id: "code",
          label: "Code",
          content: () => (
            <Part>
              <CodePanel conversation={props.conversation} model={props.model} />
            </Part>
          ),
        },
      ]}
    />
  );
}

function ParametersTab({ conversation, model, defaults, onChange }: Props) {
  const { parameters, instructions } = conversation;
  const id = useId();
  const set = countSet(parameters);
  return (
    <>
      <Presets
        settings={{ model, instructions, parameters }}
        onApply={(preset) =>
          onChange({
            model: preset.model,
            instructions: preset.instructions,
            parameters: preset.parameters,
          })
        }
      />
      <div className="parameter">
        <label htmlFor={id} className="parameter-label">
          Instructions
        </label>
        <textarea
          id={id}
          className="input instructions"
          rows={3}
          placeholder="You are a careful assistant…"
          value={instructions}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange({ instructions: event.target.value })}
        />
        <p id={`${id}-help`} className="parameter-help">
          The system message: what the model should know and how it should behave in this conversation.
        </p>
      </div>
      {parameterGroups.map((group) => (
        <Group key={group.title} group={group} {...{ conversation, defaults, onChange }} />
      ))}
      {set > 0 && (
        <Button onClick={() => onChange({ parameters: {} })}>
          Reset all {set === 1 ? "" : `${set} `}parameters
        </Button>
      )}
    </>
  );
}

interface GroupProps extends Pick<Props, "conversation" | "defaults" | "onChange"> {
  group: ParameterGroup;
}

function Group({ group, conversation, defaults, onChange }: GroupProps) {
  const { parameters } = conversation;
  const set = group.parameters.filter(({ name }) => parameters[name] !== undefined).length;
  const [open, setOpen] = useState(group.title === "Sampling" || set > 0);
  return (
    <details className="group" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <ChevronRight size={16} aria-hidden className="turn" />
        <h3>{group.title}</h3>
        {set > 0 && (
          <span className="count">
            {set} <span className="visually-hidden">set</span>
          </span>
        )}
      </summary>
      {open &&
        group.parameters.map((parameter) => (
          <ParameterField
            key={`${conversation.id}-${parameter.name}`}
            parameter={withModelDefault(parameter, defaults)}
            parameters={parameters}
            onChange={(changed) => onChange({ parameters: changed })}
          />
        ))}
    </details>
  );
}

function ToolsTab({ conversation, supported, onChange }: Props) {
  return (
    <>
      {supported.length > 0 && !supported.includes("tools") && (
        <p className="hint">This model does not say that it supports tools; it may ignore them.</p>
      )}
      {toolParameters.map((parameter) => (
        <ParameterField
          key={`${conversation.id}-${parameter.name}`}
          parameter={parameter}
          parameters={conversation.parameters}
          onChange={(parameters) => onChange({ parameters })}
        />
      ))}
    </>
  );
}
