import { unsupported } from "../../generation/api-error.js";
import type { AnswerParameters, ResponseFormat, Task, Tool } from "../../generation/task.js";
import type { Fields } from "../http/fields.js";
import { conversation } from "./conversation.js";
import { rulesOf } from "./models.js";
import { isForced, thinkingOf } from "./thinking.js";

export interface UpstreamRequest {
  body: Fields;
  /** Fields of the task that the API was not sent. */
  ignored: string[];
  warnings: string[];
}

/** Fields of the API that chat completions has no word for. */
const ownFields = [
  "cache_control",
  "container",
  "context_management",
  "inference_geo",
  "mcp_servers",
  "service_tier",
  "thinking",
];

/** Parameters that the API has nothing like, with the value that asks for nothing. */
const unknownHere: Partial<Record<keyof AnswerParameters, unknown>> = {
  seed: undefined,
  min_p: 0,
  top_a: 0,
  frequency_penalty: 0,
  presence_penalty: 0,
  repetition_penalty: 1,
  logit_bias: undefined,
  logprobs: false,
  top_logprobs: 0,
  modalities: undefined,
};

/** The task in the words of the Messages API. Throws an `ApiError` with the fault `unsupported` for what it can't say. */
export function requestBody(
  task: Task,
  model: string,
  provider: string,
  usualTokens: number,
): UpstreamRequest {
  const { parameters, extra, user } = task;
  if ((parameters.n ?? 1) > 1) throw unsupported(provider, "gives one answer to a request: n must be 1", "n");
  const rules = rulesOf(model);
  if (rules.freeChoice && isForced(parameters.tool_choice)) {
    throw unsupported(provider, `can't make ${model} call a tool`, "tool_choice");
  }
  const { system, messages, moved } = conversation(task.messages, provider);
  const { on: thinks, thinking, effort, maxTokens, ignored } = thinkingOf(parameters, model, usualTokens);
  const warnings = moved ? ["Instructions within the conversation were moved to its beginning"] : [];
  for (const [name, neutral] of Object.entries(unknownHere)) {
    const value = parameters[name as keyof AnswerParameters];
    if (value !== undefined && value !== neutral) ignored.push(name);
  }
  for (const name of Object.keys(extra)) if (!ownFields.includes(name)) ignored.push(name);
  const format = formatOf(parameters.response_format, provider);
  const config = { ...(effort && { effort }), ...(format && { format }) };
  const body: Fields = {
    ...Object.fromEntries(Object.entries(extra).filter(([name]) => ownFields.includes(name))),
    model,
    max_tokens: maxTokens,
    ...(system.length > 0 && { system }),
    messages,
    stream: true,
    ...(parameters.stop?.length && { stop_sequences: parameters.stop }),
    ...sampling(parameters, thinks || rules.fixedSampling, ignored, warnings),
    ...toolFields(parameters),
    ...(thinking && { thinking }),
    ...(Object.keys(config).length > 0 && { output_config: config }),
    ...(user !== undefined && { metadata: { user_id: user } }),
  };
  return { body, ignored, warnings };
}

/** With thoughts, and by its newest models, the API refuses to be told how to draw. */
function sampling(
  parameters: AnswerParameters,
  fixed: boolean,
  ignored: string[],
  warnings: string[],
): Fields {
  const { temperature, top_p, top_k } = parameters;
  const given: Fields = {};
  if (temperature !== undefined) {
    given.temperature = Math.min(temperature, 1);
    if (temperature > 1 && !fixed)
      warnings.push(`temperature ${temperature} was lowered to 1, the most that is taken`);
  }
  if (top_p !== undefined) given.top_p = top_p;
  if (top_k) given.top_k = top_k;
  if (!fixed) return given;
  ignored.push(...Object.keys(given));
  return {};
}

function toolFields({
  tools = [],
  tool_choice: choice,
  parallel_tool_calls: parallel,
}: AnswerParameters): Fields {
  if (tools.length === 0) return {};
  return { tools: tools.map(toTool), ...toolChoice(choice, parallel === false) };
}

function toTool({ function: { name, description, parameters, strict }, cache_control: mark }: Tool): Fields {
  return {
    name,
    ...(description !== undefined && { description }),
    input_schema: { type: "object", ...parameters },
    ...(strict && { strict }),
    ...(mark !== undefined && mark !== null && { cache_control: mark }),
  };
}

function toolChoice(choice: AnswerParameters["tool_choice"], alone: boolean): Fields {
  if (choice === "none") return { tool_choice: { type: "none" } };
  if (choice === undefined && !alone) return {};
  const one = alone ? { disable_parallel_tool_use: true } : {};
  if (typeof choice === "object")
    return { tool_choice: { type: "tool", name: choice.function.name, ...one } };
  return { tool_choice: { type: choice === "required" ? "any" : "auto", ...one } };
}

function formatOf(format: ResponseFormat | undefined, provider: string): Fields | undefined {
  if (format === undefined || format.type === "text") return undefined;
  const schema =
    format.type === "json_schema"
      ? format.json_schema.schema
      : format.type === "json_object"
        ? format.schema
        : undefined;
  if (schema) return { type: "json_schema", schema };
  const what = format.type.startsWith("json")
    ? "takes JSON only with a schema"
    : `can't answer in the form "${format.type}"`;
  throw unsupported(provider, what, "response_format");
}
