import type { z } from "zod";
import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters, Task, ToolChoice } from "../../generation/task.js";
import { readPlugins } from "../plugins.js";
import { accept, refuseLong, unknownIn } from "../validation/accept.js";
import { checkUnique } from "../validation/unique.js";
import { validate, validateEach, validateFields } from "../validation/validate.js";
import { addressing } from "./addressing.js";
import { formField, responseFormat } from "./constraint-names.js";
import { excess } from "./schema/bounds.js";
import { messageSchema } from "./schema/messages.js";
import { type ChatRequest, chatRequestSchema } from "./schema/request.js";
import { samplingOf } from "./schema/sampling.js";
import { toolSchema } from "./schema/tools.js";

/** What a body of `POST /chat/completions` asks for. */
export interface ChatCompletion {
  task: Omit<Task, "client">;
  stream: boolean;
  /** Whether a stream ends with a chunk of usage. */
  includeUsage: boolean;
  /** Whether a stream begins with what the provider was given. */
  echoUpstreamBody: boolean;
  /** Paths of fields that nobody here knows. */
  unknownFields: string[];
  sessionId: string | undefined;
  metadata: Record<string, string> | undefined;
}

/** Throws a 400 `ApiError` that names the field, what is allowed and what it was. */
export function readChatRequest(body: unknown): ChatCompletion {
  const { request, unknownFields, extra } = check(body);
  return {
    task: {
      ...addressing(request, extra),
      messages: request.messages,
      parameters: parametersOf(request, extra),
      formField: formField(request),
      preset: request.preset,
      plugins: readPlugins(request),
    },
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? true,
    echoUpstreamBody: request.debug?.echo_upstream_body ?? false,
    unknownFields,
    sessionId: request.session_id,
    metadata: request.metadata,
  };
}

const known: Record<string, z.ZodType> = chatRequestSchema.shape;

function check(body: unknown) {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    refuse(body);
  }
  const fields = body as Record<string, unknown>;
  refuseLong(excess(fields));
  const { messages, tools, ...rest } = fields;
  if (!Array.isArray(messages) || messages.length === 0) refuse(body);
  if (tools !== undefined && tools !== null && !Array.isArray(tools)) {
    refuse(body);
  }
  const frame = accept(validateFields(known, rest, body));
  const said = accept(validateEach(messageSchema, messages, body, ["messages"]));
  const callable = tools ? accept(validateEach(toolSchema, tools, body, ["tools"])) : undefined;
  return {
    request: { ...frame.value, messages: said.value, tools: callable?.value } as ChatRequest,
    unknownFields: [frame, said, ...(callable ? [callable] : [])].flatMap((part) => part.unknownFields),
    extra: unknownIn(rest, chatRequestSchema.shape),
  };
}

/** Throws what is wrong with a body that lacks what it must have. */
function refuse(body: unknown): never {
  accept(validate(chatRequestSchema, body));
  throw new Error("a body that is right can't be refused");
}

function parametersOf(request: ChatRequest, extra: Record<string, unknown>): AnswerParameters {
  if (request.top_logprobs && !request.logprobs) {
    throw badRequest("top_logprobs must come with logprobs: true", "top_logprobs");
  }
  return withoutGaps({
    max_tokens: smaller(request.max_tokens, request.max_completion_tokens),
    n: request.n,
    ...samplingOf(request),
    logprobs: request.logprobs,
    top_logprobs: request.top_logprobs,
    response_format: responseFormat(request, extra),
    tools: request.tools,
    tool_choice: toolChoice(request),
    parallel_tool_calls: request.parallel_tool_calls,
    reasoning: reasoning(request),
    modalities: request.modalities,
  });
}

/** Without the fields that are undefined: whoever asks what a task names goes through few. */
function withoutGaps<T extends object>(fields: T): T {
  const given: Partial<T> = {};
  for (const name in fields) if (fields[name] !== undefined) given[name] = fields[name];
  return given as T;
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a !== undefined && b !== undefined ? Math.min(a, b) : (a ?? b);
}

function toolChoice({ tools = [], tool_choice: choice }: ChatRequest): ToolChoice | undefined {
  const names = tools.map((tool) => tool.function.name);
  checkUnique(names, (index) => `tools[${index}].function.name`);
  if (typeof choice === "object" && !names.includes(choice.function.name)) {
    const param = "tool_choice.function.name";
    const known = names.join(", ") || "there are none";
    throw badRequest(
      `${param} must be one of the tools (${known}), got ${JSON.stringify(choice.function.name)}`,
      param,
    );
  }
  if (choice === "required" && tools.length === 0) {
    throw badRequest('tool_choice must not be "required" without tools', "tool_choice");
  }
  return choice;
}

/** `reasoning_effort` and `include_reasoning` are older ways to say it. */
function reasoning(request: ChatRequest): AnswerParameters["reasoning"] {
  const { reasoning: given, reasoning_effort: effort, include_reasoning: include } = request;
  if (given === undefined && effort === undefined && include !== false) return undefined;
  return {
    effort: given?.effort ?? effort,
    max_tokens: given?.max_tokens,
    exclude: given?.exclude ?? (include === false ? true : undefined),
    enabled: given?.enabled,
    summary: given?.summary ?? given?.generate_summary,
  };
}
