import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters, Plugins, ResponseFormat, Task } from "../../generation/task.js";
import { addressing } from "../chat-completions/addressing.js";
import { readPlugins } from "../plugins.js";
import { accept, refuseLong, unknownIn } from "../validation/accept.js";
import { validate, validateEach } from "../validation/validate.js";
import { conversation, type Item } from "./conversation.js";
import { type Earlier, itemsOf } from "./earlier.js";
import { longList } from "./schema/bounds.js";
import { itemSchema, typed } from "./schema/input.js";
import { type ResponsesRequest, refusedFields, responsesRequestSchema } from "./schema/request.js";
import { toolSchema } from "./schema/tools.js";
import { toolsOf } from "./tool-choice.js";

/** What a body of `POST /responses` asks for. */
export interface ResponsesCall {
  task: Omit<Task, "client">;
  request: ResponsesRequest;
  stream: boolean;
  /** Whether the response is to be kept. */
  store: boolean;
  /** What the model is given: what was kept of the conversation, and what the request adds. */
  items: { before: readonly Item[]; added: readonly Item[] };
  /** Paths of fields that nobody here knows, and that are passed on. */
  unknownFields: string[];
  /** Paths of fields that nobody here knows, and that are not. */
  droppedFields: string[];
  sessionId: string | undefined;
  metadata: Record<string, string> | undefined;
}

/** A body that was found right, as plain JSON: what was kept of the conversation is not looked up yet. */
export interface CheckedRequest {
  request: ResponsesRequest;
  parameters: AnswerParameters;
  plugins: Plugins | undefined;
  /** Fields that nobody here knows. */
  extra: Record<string, unknown>;
  /** Paths of all fields that nobody here knows. */
  unknownFields: string[];
}

/** Throws a 400 `ApiError` that names the field, what is allowed and what it was. */
export function checkResponsesRequest(body: unknown): CheckedRequest {
  const { request, unknownFields } = check(body);
  const extra = unknownIn(body as object, responsesRequestSchema.shape);
  return { request, parameters: parametersOf(request), plugins: pluginsOf(request), extra, unknownFields };
}

/** What the plugins' own fields say of a conversation that is too long goes before `truncation`. */
function pluginsOf(request: ResponsesRequest): Plugins | undefined {
  const plugins = readPlugins(request);
  const { truncation } = request;
  if (truncation === undefined || plugins?.compression !== undefined) return plugins;
  return { ...plugins, compression: truncation === "auto" };
}

/** Throws an `ApiError` for what was not kept: 404 for a response, 400 for an item. */
export function responsesCall(
  { request, parameters, plugins, extra, unknownFields }: CheckedRequest,
  earlier: Earlier,
): ResponsesCall {
  const items = itemsOf(request, earlier);
  const addressed = addressing(request, extra);
  return {
    task: {
      ...addressed,
      messages: conversation(request.instructions, [...items.before, ...items.added]),
      parameters,
      preset: request.preset,
      plugins,
      extra: { ...addressed.extra, ...passedOn(request) },
      user: addressed.user ?? request.safety_identifier,
    },
    request,
    stream: request.stream ?? false,
    store: request.store ?? false,
    items,
    unknownFields: unknownFields.filter((path) => Object.hasOwn(extra, path)),
    droppedFields: unknownFields.filter((path) => !Object.hasOwn(extra, path)),
    sessionId: request.session_id,
    metadata: request.metadata,
  };
}

/** All but the lists, whose entries are checked one by one. */
const frameSchema = responsesRequestSchema.omit({ input: true, tools: true });

function check(body: unknown): { request: ResponsesRequest; unknownFields: string[] } {
  refuseLong(longList(body));
  if (typeof body === "object" && body !== null && !Array.isArray(body)) {
    for (const [name, remedy] of Object.entries(refusedFields)) {
      const value = (body as Record<string, unknown>)[name];
      if (value !== undefined && value !== null) {
        throw badRequest(`${name} is not honoured here: ${remedy}`, name);
      }
    }
    const { input, tools, ...rest } = body as Record<string, unknown>;
    const listed = tools === undefined || tools === null || Array.isArray(tools);
    if (Array.isArray(input) && input.length > 0 && listed) {
      const frame = accept(validate(frameSchema, rest, body));
      const items = accept(validateEach(itemSchema, input.map(typed), body, ["input"]));
      const callable = tools && accept(validateEach(toolSchema, tools, body, ["tools"]));
      return {
        request: { ...frame.value, input: items.value, tools: callable?.value } as ResponsesRequest,
        unknownFields: [frame, items, ...(callable ? [callable] : [])].flatMap((part) => part.unknownFields),
      };
    }
  }
  const { value: request, unknownFields } = accept(validate(responsesRequestSchema, body));
  return { request, unknownFields };
}

/** Fields that some providers know by these names. */
function passedOn({ text, safety_identifier }: ResponsesRequest) {
  const fields = { verbosity: text?.verbosity, safety_identifier };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parametersOf(request: ResponsesRequest): AnswerParameters {
  const { include = [], top_logprobs: most } = request;
  const logprobs = include.includes("message.output_text.logprobs") || (most ?? 0) > 0;
  return {
    max_tokens: request.max_output_tokens,
    temperature: request.temperature,
    top_p: request.top_p,
    top_k: request.top_k,
    frequency_penalty: request.frequency_penalty,
    presence_penalty: request.presence_penalty,
    ...(logprobs && { logprobs, top_logprobs: most }),
    response_format: formatOf(request),
    ...toolsOf(request),
    reasoning: reasoningOf(request),
  };
}

function formatOf({ text }: ResponsesRequest): ResponseFormat | undefined {
  const format = text?.format;
  if (format?.type !== "json_schema") return format;
  const { type, ...schema } = format;
  return { type, json_schema: schema };
}

function reasoningOf({ reasoning: given }: ResponsesRequest): AnswerParameters["reasoning"] {
  if (given === undefined) return undefined;
  const { generate_summary: older, summary = older, ...rest } = given;
  return { ...rest, summary };
}
