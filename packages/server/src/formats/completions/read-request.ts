import { badRequest } from "../../generation/api-error.js";
import type { AnswerParameters, Task } from "../../generation/task.js";
import { addressing } from "../chat-completions/addressing.js";
import { formField, responseFormat } from "../chat-completions/constraint-names.js";
import { excess } from "../chat-completions/schema/bounds.js";
import { samplingOf } from "../chat-completions/schema/sampling.js";
import { accept, refuseLong, unknownIn } from "../validation/accept.js";
import { longerThan } from "../validation/long-lists.js";
import { validate } from "../validation/validate.js";
import { type CompletionRequest, completionRequestSchema, promptLimits } from "./schema/request.js";

/** What a body of `POST /completions` asks for. */
export interface TextCompletion {
  task: Omit<Task, "client"> & { prompts: readonly string[] };
  stream: boolean;
  /** Whether a stream ends with a chunk of usage. */
  includeUsage: boolean;
  /** Whether each answer begins with its prompt. */
  echo: boolean;
  /** Paths of fields that nobody here knows. */
  unknownFields: string[];
  sessionId: string | undefined;
  metadata: Record<string, string> | undefined;
}

/** What OpenAI's API gives where a request says nothing. */
const usualMaxTokens = 16;

/** Throws a 400 `ApiError` that names the field, what is allowed and what it was. */
export function readCompletionRequest(body: unknown): TextCompletion {
  checkBounds(body);
  const { value: request, unknownFields } = accept(validate(completionRequestSchema, body));
  const extra = unknownIn(body as object, completionRequestSchema.shape);
  checkHonoured(request, extra);
  const prompts = typeof request.prompt === "string" ? [request.prompt] : request.prompt;
  const parameters = parametersOf(request, extra);
  checkAnswers(prompts.length, parameters.n ?? 1);
  return {
    task: {
      ...addressing(request, extra),
      messages: [],
      prompts,
      parameters,
      formField: formField(request),
    },
    stream: request.stream ?? false,
    includeUsage: request.stream_options?.include_usage ?? true,
    echo: request.echo ?? false,
    unknownFields,
    sessionId: request.session_id,
    metadata: request.metadata,
  };
}

function checkBounds(body: unknown): void {
  if (typeof body !== "object" || body === null) return;
  const { prompt, ...fields } = body as Record<string, unknown>;
  const texts = Array.isArray(prompt) && typeof prompt[0] === "string" ? prompt : undefined;
  refuseLong(longerThan("prompt", texts, promptLimits.prompts) ?? excess(fields));
}

/** Fields of the API, or of others like it, that nothing here can honour. To drop them would be to lie. */
const refused: Record<string, string> = {
  suffix: "a text is continued here and not filled in",
  messages: "send them to /chat/completions",
  tools: "send them to /chat/completions",
};

function checkHonoured(
  { best_of: bestOf, n = 1, echo, logprobs }: CompletionRequest,
  extra: Record<string, unknown>,
): void {
  for (const [name, reason] of Object.entries(refused)) {
    const value = extra[name];
    if (value !== undefined && value !== null && value !== "") {
      throw badRequest(`${name} is not honoured here: ${reason}`, name);
    }
  }
  if (bestOf !== undefined && bestOf !== n) {
    throw badRequest(
      `best_of must be n (${n}), since no answers are drawn but those given, got ${bestOf}`,
      "best_of",
    );
  }
  if (echo && logprobs !== undefined) {
    throw badRequest("echo must not come with logprobs: those of the prompt are not told here", "echo");
  }
}

function checkAnswers(prompts: number, n: number): void {
  const { answers: most } = promptLimits;
  if (prompts * n <= most) return;
  throw badRequest(`n must be such that prompts times n is at most ${most}, got ${prompts} times ${n}`, "n");
}

function parametersOf(request: CompletionRequest, extra: Record<string, unknown>): AnswerParameters {
  const { logprobs } = request;
  return {
    max_tokens: request.max_tokens ?? usualMaxTokens,
    n: request.n,
    ...samplingOf(request),
    ...(logprobs !== undefined && { logprobs: true, top_logprobs: logprobs }),
    response_format: responseFormat(request, extra),
  };
}
