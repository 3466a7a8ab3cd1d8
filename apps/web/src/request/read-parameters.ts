import { logitBiasRange, maxStopSequences } from "@openrouter/server/parameters";
import {
  numberProblem,
  type Parameter,
  type ParameterName,
  type Parameters,
  parameterGroups,
  toolParameters,
} from "./parameters.js";

const known = new Map(
  [...parameterGroups.flatMap(({ parameters }) => parameters), ...toolParameters].map((one) => [
    one.name,
    one,
  ]),
);

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isText = (value: unknown): value is string => typeof value === "string";

/** What a value of a parameter must be, where it is something else. */
function wanted(parameter: Parameter, value: unknown): string | undefined {
  const unless = (fits: boolean, text: string) => (fits ? undefined : text);
  switch (parameter.kind) {
    case "number": {
      const { min, max, integer } = parameter;
      const fits = typeof value === "number" && !numberProblem(parameter, value);
      return unless(fits, `a ${integer ? "whole " : ""}number from ${min} to ${max}`);
    }
    case "switch":
      return unless(typeof value === "boolean", "true or false");
    case "text":
      return unless(isText(value), "a text");
    case "stop":
      return unless(
        isText(value) || (Array.isArray(value) && value.length <= maxStopSequences && value.every(isText)),
        `a text or a list of at most ${maxStopSequences} texts`,
      );
    case "logitBias": {
      const { min, max } = logitBiasRange;
      const isBias = (bias: unknown) => typeof bias === "number" && bias >= min && bias <= max;
      return unless(
        isRecord(value) && Object.values(value).every(isBias),
        `an object of numbers from ${min} to ${max}`,
      );
    }
    case "metadata":
      return unless(isRecord(value) && Object.values(value).every(isText), "an object of texts");
    case "tools":
      return unless(
        Array.isArray(value) &&
          value.every(
            (tool) =>
              isRecord(tool) &&
              isText(tool.type) &&
              (tool.type !== "function" || (isRecord(tool.function) && isText(tool.function.name))),
          ),
        "a list of tools",
      );
    case "toolChoice":
      return unless(isText(value) || isRecord(value), "a text or an object");
    case "responseFormat":
      return unless(isRecord(value) && isText(value.type), "an object with a type");
    case "reasoning":
    case "streamOptions":
      return unless(isRecord(value), "an object");
  }
}

/**
 * Parameters that came from outside, such as a file, as those of a request; `null` counts as not set.
 * @param fail is told the parameter that is wrong and what it must be, and throws
 */
export function readParameters(
  values: Record<string, unknown>,
  fail: (name: string, wanted: string) => never,
): Parameters {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of set) {
    const parameter = known.get(name as ParameterName);
    const problem = parameter ? wanted(parameter, value) : "left out: this page has no such parameter";
    if (problem) fail(name, problem);
  }
  return Object.fromEntries(set) as Parameters;
}
