import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters, Task, ToolChoice } from "../../generation/task.js";
import { readPlugins } from "../plugins.js";
import type { FieldProblem } from "../validation/issues.js";
import { checkUnique } from "../validation/unique.js";
import { type Validation, validate, validateEach } from "../validation/validate.js";
import { responseFormat } from "./constraint-names.js";
import { excess } from "./schema/bounds.js";
import { messageSchema } from "./schema/messages.js";
import { type ChatRequest, chatRequestSchema } from "./schema/request.js";
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
  const tier = request.service_tier === "fast" ? "priority" : request.service_tier;
  return {
    task: {
      models: [...(request.model === undefined ? [] : [request.model]), ...(request.models ?? [])],
      messages: request.messages,
      parameters: parametersOf(request, extra),
      routing: tier === undefined ? (request.provider ?? {}) : { ...request.provider, service_tier: tier },
      preset: request.preset,
      plugins: readPlugins(request),
      extra: {
        ...extra,
        ...(request.prompt_cache_key !== undefined && { prompt_cache_key: request.prompt_cache_key }),
        ...(tier !== undefined && { service_tier: tier }),
      },
      user: request.user,
      sessionId: request.session_id ?? request.prompt_cache_key,
    },
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? true,
    echoUpstreamBody: request.debug?.echo_upstream_body ?? false,
    unknownFields,
    sessionId: request.session_id,
    metadata: request.metadata,
  };
}

/** All but the lists, whose entries are checked one by one. */
const frameSchema = chatRequestSchema.omit({ messages: true, tools: true });

function check(body: unknown) {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return refuse(validate(chatRequestSchema, body));
  }
  const fields = body as Record<string, unknown>;
  const tooLong = excess(fields);
  if (tooLong) {
    const { param, most, found } = tooLong;
    throw badRequest(`${param} must have at most ${most} entries, got ${found}`, param);
  }
  const { messages, tools, ...rest } = fields;
  if (!Array.isArray(messages) || messages.length === 0) return refuse(validate(chatRequestSchema, body));
  if (tools !== undefined && tools !== null && !Array.isArray(tools)) {
    return refuse(validate(chatRequestSchema, body));
  }
  const frame = accept(validate(frameSchema, rest, body));
  const said = accept(validateEach(messageSchema, messages, body, ["messages"]));
  const callable = tools ? accept(validateEach(toolSchema, tools, body, ["tools"])) : undefined;
  const known = chatRequestSchema.shape;
  return {
    request: { ...frame.value, messages: said.value, tools: callable?.value } as ChatRequest,
    unknownFields: [frame, said, ...(callable ? [callable] : [])].flatMap((part) => part.unknownFields),
    extra: Object.fromEntries(Object.entries(rest).filter(([name]) => !Object.hasOwn(known, name))),
  };
}

function accept<T>(result: Validation<T>) {
  return result.ok ? result : refuse(result);
}

function refuse(result: Validation<unknown>): never {
  if (result.ok) throw new Error("a body that is right can't be refused");
  throw badRequest(textOf(result.problems), result.problems[0].param);
}

function textOf(problems: readonly FieldProblem[]): string {
  return problems.map((problem) => problem.message).join("; ");
}

function parametersOf(request: ChatRequest, extra: Record<string, unknown>): AnswerParameters {
  if (request.top_logprobs && !request.logprobs) {
    throw badRequest("top_logprobs must come with logprobs: true", "top_logprobs");
  }
  const { stop } = request;
  return {
    max_tokens: smaller(request.max_tokens, request.max_completion_tokens),
    stop: typeof stop === "string" ? [stop] : stop,
    seed: request.seed,
    n: request.n,
    temperature: request.temperature,
    top_p: request.top_p,
    top_k: request.top_k,
    min_p: request.min_p,
    top_a: request.top_a,
    frequency_penalty: request.frequency_penalty,
    presence_penalty: request.presence_penalty,
    repetition_penalty: request.repetition_penalty,
    logit_bias: request.logit_bias,
    logprobs: request.logprobs,
    top_logprobs: request.top_logprobs,
    response_format: responseFormat(request, extra),
    tools: request.tools,
    tool_choice: toolChoice(request),
    parallel_tool_calls: request.parallel_tool_calls,
    reasoning: reasoning(request),
    modalities: request.modalities,
  };
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
