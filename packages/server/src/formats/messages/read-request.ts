import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters, Task, Tool } from "../../generation/task.js";
import { readPlugins } from "../plugins.js";
import type { FieldProblem } from "../validation/issues.js";
import { checkUnique } from "../validation/unique.js";
import { validate } from "../validation/validate.js";
import { conversation } from "./conversation.js";
import { longList } from "./schema/bounds.js";
import {
  type CountTokensRequest,
  countTokensRequestSchema,
  type MessagesRequest,
  messagesRequestSchema,
} from "./schema/request.js";

/** What a body of `POST /messages` asks for. */
export interface MessagesCall {
  task: Omit<Task, "client">;
  stream: boolean;
  /** Paths of fields that nobody here knows. */
  unknownFields: string[];
}

/** Throws a 400 `ApiError` that names the field, what is allowed and what it was. */
export function readMessagesRequest(body: unknown): MessagesCall {
  const { value: request, unknownFields } = check(messagesRequestSchema, body);
  return {
    task: {
      ...promptOf(request),
      parameters: parametersOf(request),
      plugins: readPlugins(request),
      extra: unknownOf(body, messagesRequestSchema.shape),
      user: request.metadata?.user_id,
    },
    stream: request.stream ?? false,
    unknownFields,
  };
}

/** The prompt of a body of `POST /messages/count_tokens`. */
export function readCountTokensRequest(body: unknown): Omit<Task, "client"> {
  const { value: request } = check(countTokensRequestSchema, body);
  return { ...promptOf(request), parameters: promptParameters(request), extra: {} };
}

function check<T>(schema: Parameters<typeof validate<T>>[0], body: unknown) {
  const tooLong = longList(body);
  if (tooLong) {
    const { param, most, found } = tooLong;
    throw badRequest(`${param} must have at most ${most} entries, got ${found}`, param);
  }
  const result = validate(schema, body);
  if (result.ok) return result;
  const text = (result.problems as FieldProblem[]).map((problem) => problem.message).join("; ");
  throw badRequest(text, result.problems[0].param);
}

function unknownOf(body: unknown, known: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body as object).filter(([name]) => !Object.hasOwn(known, name)));
}

function promptOf(request: CountTokensRequest): Pick<Task, "models" | "messages" | "preset" | "routing"> {
  return { models: [request.model], messages: conversation(request), preset: request.preset, routing: {} };
}

function promptParameters({ tools, tool_choice: choice, thinking }: CountTokensRequest): AnswerParameters {
  checkUnique(tools?.map(({ name }) => name) ?? [], (index) => `tools[${index}].name`);
  if (choice?.type === "tool" && !tools?.some(({ name }) => name === choice.name)) {
    throw badRequest(
      `tool_choice.name must be one of the tools, got ${JSON.stringify(choice.name)}`,
      "tool_choice.name",
    );
  }
  if (choice?.type === "any" && !tools?.length) {
    throw badRequest('tool_choice.type must not be "any" without tools', "tool_choice.type");
  }
  const alone = choice && choice.type !== "none" && choice.disable_parallel_tool_use;
  return {
    tools: tools?.map(toTool),
    tool_choice: toChoice(choice),
    parallel_tool_calls: alone ? false : undefined,
    reasoning: toReasoning(thinking),
  };
}

function parametersOf(request: MessagesRequest): AnswerParameters {
  return {
    ...promptParameters(request),
    max_tokens: request.max_tokens,
    stop: request.stop_sequences,
    temperature: request.temperature,
    top_p: request.top_p,
    top_k: request.top_k,
  };
}

function toTool({ name, description, input_schema: parameters, strict, cache_control }: ToolOf): Tool {
  const marked = cache_control === undefined ? {} : { cache_control };
  return { type: "function", function: { name, description, parameters, strict }, ...marked };
}

type ToolOf = NonNullable<CountTokensRequest["tools"]>[number];

function toChoice(choice: CountTokensRequest["tool_choice"]): AnswerParameters["tool_choice"] {
  switch (choice?.type) {
    case "any":
      return "required";
    case "tool":
      return { type: "function", function: { name: choice.name } };
    default:
      return choice?.type;
  }
}

function toReasoning(thinking: CountTokensRequest["thinking"]): AnswerParameters["reasoning"] {
  switch (thinking?.type) {
    case undefined:
      return undefined;
    case "disabled":
      return { enabled: false };
    case "adaptive":
      return { enabled: true };
    case "enabled":
      return { enabled: true, max_tokens: thinking.budget_tokens };
  }
}
