import { ReasoningField, StreamOptionsField, ToolChoiceField } from "./fields/choices.js";
import { NumberField } from "./fields/NumberField.js";
import { ResponseFormatField } from "./fields/ResponseFormatField.js";
import { LogitBiasField, MetadataField, StopField } from "./fields/rows.js";
import { SwitchField } from "./fields/SwitchField.js";
import { TextField } from "./fields/TextField.js";
import { ToolsField } from "./fields/ToolsField.js";
import { type Parameter, type Parameters, withParameter } from "./parameters.js";
import { isFunctionTool } from "./tools.js";

interface Props {
  parameter: Parameter;
  parameters: Parameters;
  onChange(parameters: Parameters): void;
}

/** The field of a parameter, by its kind. */
export function ParameterField({ parameter, parameters, onChange }: Props) {
  const set = (value: Parameters[typeof parameter.name] | undefined) =>
    onChange(withParameter(parameters, parameter.name, value));
  switch (parameter.kind) {
    case "number":
      return (
        <NumberField parameter={parameter} value={parameters[parameter.name] as number} onChange={set} />
      );
    case "switch":
      return (
        <SwitchField parameter={parameter} value={parameters[parameter.name] as boolean} onChange={set} />
      );
    case "text":
      return <TextField parameter={parameter} value={parameters[parameter.name] as string} onChange={set} />;
    case "stop":
      return <StopField parameter={parameter} value={parameters.stop} onChange={set} />;
    case "logitBias":
      return <LogitBiasField parameter={parameter} value={parameters.logitBias} onChange={set} />;
    case "metadata":
      return <MetadataField parameter={parameter} value={parameters.metadata} onChange={set} />;
    case "reasoning":
      return <ReasoningField parameter={parameter} value={parameters.reasoning} onChange={set} />;
    case "responseFormat":
      return <ResponseFormatField parameter={parameter} value={parameters.responseFormat} onChange={set} />;
    case "streamOptions":
      return <StreamOptionsField parameter={parameter} value={parameters.streamOptions} onChange={set} />;
    case "tools":
      return <ToolsField parameter={parameter} value={parameters.tools} onChange={set} />;
    case "toolChoice": {
      const toolNames = (parameters.tools ?? []).filter(isFunctionTool).map((tool) => tool.function.name);
      return (
        <ToolChoiceField
          parameter={parameter}
          value={parameters.toolChoice}
          onChange={set}
          toolNames={toolNames}
        />
      );
    }
  }
}
