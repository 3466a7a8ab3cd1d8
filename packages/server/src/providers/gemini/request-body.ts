import { unsupported } from "../../generation/api-error.js";
import { budgetFor, effortOf, isOff } from "../../generation/reasoning-effort.js";
import type { AnswerParameters, ResponseFormat, Task } from "../../generation/task.js";
import { type Fields, fieldsIn } from "../http/fields.js";
import { conversation } from "./conversation.js";

export interface UpstreamRequest {
  body: Fields;
  /** Fields of the task that the API was not sent. */
  ignored: string[];
  warnings: string[];
}

/** Fields of the API that chat completions has no word for. */
const ownFields = ["safetySettings", "cachedContent", "labels"];

/** Parameters that the API has nothing like, with the value that asks for nothing. */
const unknownHere: Partial<Record<keyof AnswerParameters, unknown>> = {
  min_p: 0,
  top_a: 0,
  repetition_penalty: 1,
  logit_bias: undefined,
  parallel_tool_calls: true,
};

/** The task in the words of `generateContent`. Throws an `ApiError` with the fault `unsupported` for what it can't say. */
export function requestBody(task: Task, model: string, provider: string): UpstreamRequest {
  const { parameters, extra } = task;
  const third = /gemini-(?:[3-9]|\d\d)/.test(model);
  const { system, contents, moved } = conversation(task.messages, provider, third);
  const warnings = moved ? ["Instructions within the conversation were moved to its beginning"] : [];
  const ignored = Object.entries(unknownHere).flatMap(([name, neutral]) => {
    const value = parameters[name as keyof AnswerParameters];
    return value === undefined || value === neutral ? [] : [name];
  });
  for (const name of Object.keys(extra)) if (!ownFields.includes(name)) ignored.push(name);
  if (hasCacheControl(task)) ignored.push("cache_control");
  const generationConfig = {
    ...drawing(parameters),
    ...formOf(parameters.response_format, provider),
    ...thinkingOf(parameters, third),
  };
  const body: Fields = {
    ...Object.fromEntries(Object.entries(extra).filter(([name]) => ownFields.includes(name))),
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    contents,
    ...toolFields(parameters),
    ...(Object.keys(generationConfig).length > 0 && { generationConfig }),
  };
  return { body, ignored, warnings };
}

function hasCacheControl({ messages, parameters: { tools = [] } }: Task): boolean {
  const parts: readonly unknown[] = [
    ...tools,
    ...messages.flatMap(({ content }): readonly unknown[] => (Array.isArray(content) ? content : [])),
  ];
  return parts.some((part) => fieldsIn(part).cache_control !== undefined);
}

function drawing(parameters: AnswerParameters): Fields {
  const { logprobs, top_logprobs, modalities } = parameters;
  const fields: Fields = {
    maxOutputTokens: parameters.max_tokens,
    stopSequences: parameters.stop?.length ? parameters.stop : undefined,
    seed: parameters.seed,
    candidateCount: (parameters.n ?? 1) > 1 ? parameters.n : undefined,
    temperature: parameters.temperature,
    topP: parameters.top_p,
    topK: parameters.top_k || undefined,
    frequencyPenalty: parameters.frequency_penalty,
    presencePenalty: parameters.presence_penalty,
    responseLogprobs: logprobs || undefined,
    logprobs: (logprobs && top_logprobs) || undefined,
    responseModalities: modalities?.map((name) => name.toUpperCase()),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function toolFields({ tools = [], tool_choice: choice }: AnswerParameters): Fields {
  if (tools.length === 0) return {};
  const functionDeclarations = tools.map(({ function: { name, description, parameters } }) => ({
    name,
    ...(description !== undefined && { description }),
    ...(parameters && { parametersJsonSchema: parameters }),
  }));
  const mode = modeOf(choice);
  return {
    tools: [{ functionDeclarations }],
    ...(mode && { toolConfig: { functionCallingConfig: mode } }),
  };
}

function modeOf(choice: AnswerParameters["tool_choice"]): Fields | undefined {
  if (choice === undefined) return undefined;
  if (typeof choice === "object") return { mode: "ANY", allowedFunctionNames: [choice.function.name] };
  return { mode: { none: "NONE", auto: "AUTO", required: "ANY" }[choice] };
}

function formOf(format: ResponseFormat | undefined, provider: string): Fields {
  if (format === undefined) return {};
  switch (format.type) {
    case "text":
      return {};
    case "json_object":
      return jsonForm(format.schema);
    case "json_schema":
      return jsonForm(format.json_schema.schema);
    case "choice":
      return { responseMimeType: "text/x.enum", responseSchema: { type: "STRING", enum: format.choices } };
    default:
      throw unsupported(provider, `can't answer in the form "${format.type}"`, "response_format.type");
  }
}

function jsonForm(schema: Fields | undefined): Fields {
  return { responseMimeType: "application/json", ...(schema && { responseJsonSchema: schema }) };
}

/** The most tokens of thoughts of the models that are given a budget. */
const mostThoughts = 24_576;

/** Gemini 3 and later are told a level, those before them a budget. */
function thinkingOf({ reasoning, max_tokens }: AnswerParameters, third: boolean): Fields {
  if (reasoning === undefined) return {};
  const { effort, max_tokens: budget, exclude, enabled } = reasoning;
  if (isOff(reasoning))
    return { thinkingConfig: third ? { thinkingLevel: "minimal" } : { thinkingBudget: 0 } };
  const includeThoughts = !exclude;
  if (budget !== undefined) return { thinkingConfig: { includeThoughts, thinkingBudget: budget } };
  if (effort === undefined) return enabled ? { thinkingConfig: { includeThoughts } } : {};
  const wanted = effortOf(reasoning);
  if (third) {
    return { thinkingConfig: { includeThoughts, thinkingLevel: /^x|max/.test(wanted) ? "high" : wanted } };
  }
  const thinkingBudget = budgetFor(wanted, Math.min(max_tokens ?? mostThoughts, mostThoughts));
  return { thinkingConfig: { includeThoughts, thinkingBudget } };
}
