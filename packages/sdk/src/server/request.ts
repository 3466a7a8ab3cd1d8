import { isObject } from "../wire/object.js";
import { answer, type ErrorAnswer } from "./error-answer.js";

/** The JSON of a request, with its keys as on the wire. */
export type ChatRequestBody = Record<string, unknown>;

/** What a caller may ask for. */
export interface RequestLimits {
  models: readonly string[];
  fields?: readonly string[] | undefined;
  serverTools?: readonly string[] | undefined;
  maxTokens?: number | undefined;
  maxBodyBytes?: number | undefined;
}

/** Fields that neither choose who answers nor cost more than the answer itself. */
const defaultFields: readonly string[] = [
  ...["messages", "model", "models", "stream", "stream_options", "stop", "seed", "user"],
  ...["max_tokens", "max_completion_tokens", "temperature", "top_p", "top_k", "top_a", "min_p"],
  ...["frequency_penalty", "presence_penalty", "repetition_penalty", "logprobs", "top_logprobs"],
  ...["response_format", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "reasoning_effort"],
];

/** The body of a request that may pass, or the answer that refuses it. */
export type CheckedRequest = { ok: true; body: ChatRequestBody } | { ok: false; refusal: ErrorAnswer };

/** Reads a request's body and checks what it asks for. */
export async function readRequest(request: Request, limits: RequestLimits): Promise<CheckedRequest> {
  const { maxBodyBytes = 1_048_576 } = limits;
  const refuse = (status: number, message: string): CheckedRequest => ({
    ok: false,
    refusal: answer(status, message),
  });
  const type = request.headers.get("content-type");
  if (!/^application\/json\b/i.test(type ?? "")) {
    return refuse(415, `content-type: is ${type ?? "missing"}, allowed: application/json`);
  }
  const text = await readText(request, maxBodyBytes);
  if (text === undefined) return refuse(413, `The body may have at most ${maxBodyBytes} bytes`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {}
  if (!isObject(body)) return refuse(400, "The body must be a JSON object");
  const refusal = findFault(body, limits);
  return refusal ? { ok: false, refusal } : { ok: true, body };
}

/** A body's text, of which no more is read than allowed. */
async function readText(request: Request, maxBytes: number): Promise<string | undefined> {
  if (Number(request.headers.get("content-length")) > maxBytes) return undefined;
  const utf8 = new TextDecoder();
  let text = "";
  let bytes = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    bytes += part.value.byteLength;
    if (bytes > maxBytes) {
      await reader?.cancel();
      return undefined;
    }
    text += utf8.decode(part.value, { stream: true });
  }
  return text + utf8.decode();
}

/** Why a request is refused: the field, what it was and what is allowed. `undefined` when it may pass. */
function findFault(body: ChatRequestBody, limits: RequestLimits): ErrorAnswer | undefined {
  const { models, fields = defaultFields, serverTools = [], maxTokens = Infinity } = limits;
  const refuse = (field: string, is: string, allowed: string) =>
    answer(400, `${field}: is ${is}, allowed: ${allowed}`, field);

  const unknown = Object.keys(body).find((field) => !fields.includes(field));
  if (unknown !== undefined) return refuse(unknown, "no field that this server accepts", fields.join(", "));

  const { model, models: others = [], tools = [] } = body;
  if (!Array.isArray(others)) return refuse("models", typeof others, "a list of models");
  for (const [field, value] of [["model", model], ...others.map((other) => ["models", other])] as const) {
    if (!models.includes(value as string)) {
      return refuse(`${field}`, JSON.stringify(value) ?? "missing", models.join(", "));
    }
  }

  if (!Array.isArray(tools)) return refuse("tools", typeof tools, "a list of tools");
  const allowedTools = ["function", ...serverTools];
  for (const tool of tools) {
    const type: unknown = Object(tool).type;
    if (!allowedTools.includes(type as string)) {
      return refuse("tools", JSON.stringify(type) ?? "without type", allowedTools.join(", "));
    }
  }

  for (const field of ["max_tokens", "max_completion_tokens"]) {
    const value = body[field] ?? undefined;
    if (value !== undefined && !(Number(value) <= maxTokens)) {
      return refuse(field, JSON.stringify(value), `at most ${maxTokens}`);
    }
  }
  return undefined;
}
