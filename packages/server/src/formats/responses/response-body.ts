import type { ResponsesCall } from "./read-request.js";
import type { ResponsesTool } from "./schema/tools.js";
import { responseId } from "./words.js";

export type ResponseStatus = "in_progress" | "completed" | "incomplete" | "failed";

/** What is known of a response besides its request. */
export interface ResponseState {
  generationId: string;
  /** Unix seconds. */
  created: number;
  completed: number | null;
  model: string;
  status: ResponseStatus;
  output: object[];
  /** What its messages say. */
  outputText: string;
  usage: object | null;
  incompleteReason: "max_output_tokens" | "content_filter" | null;
  error: { code: string; message: string } | null;
  /** Fields of the answer that nobody here knows. */
  extra: object;
}

/** What {@link responseBody} makes. */
export type ResponseBody = ReturnType<typeof responseBody>;

/** A response as the API tells it: the request's own fields come back. */
export function responseBody({ request, store }: ResponsesCall, state: ResponseState) {
  const {
    generationId,
    created,
    completed,
    model,
    status,
    output,
    outputText,
    usage,
    incompleteReason,
    error,
    extra,
  } = state;
  return {
    ...extra,
    id: responseId(generationId),
    object: "response",
    created_at: created,
    completed_at: completed,
    status,
    background: false,
    error,
    incomplete_details: incompleteReason && { reason: incompleteReason },
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    max_tool_calls: request.max_tool_calls ?? null,
    model,
    output,
    output_text: outputText,
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: request.previous_response_id ?? null,
    reasoning: request.reasoning
      ? { effort: request.reasoning.effort ?? null, summary: request.reasoning.summary ?? null }
      : null,
    store,
    temperature: request.temperature ?? null,
    text: { ...request.text, format: request.text?.format ?? { type: "text" } },
    tool_choice: request.tool_choice ?? "auto",
    tools: (request.tools ?? []).map(toolBody),
    top_logprobs: request.top_logprobs ?? 0,
    top_p: request.top_p ?? null,
    frequency_penalty: request.frequency_penalty ?? null,
    presence_penalty: request.presence_penalty ?? null,
    truncation: request.truncation ?? "disabled",
    metadata: request.metadata ?? {},
    ...(usage && { usage }),
    ...given(request),
  };
}

function toolBody(tool: ResponsesTool): object {
  if (tool.type === "namespace") return { ...tool, tools: tool.tools.map(toolBody) };
  const { description = null, parameters = null, strict = null } = tool;
  return { ...tool, description, parameters, strict };
}

/** Fields that are told only if they were given. */
function given({ service_tier: tier, user, safety_identifier, prompt_cache_key }: ResponsesCall["request"]) {
  const fields = {
    service_tier: tier === "fast" ? "priority" : tier,
    user,
    safety_identifier,
    prompt_cache_key,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
