import { ChatError, OpenRouterDefaultError, ResponseValidationError } from "../errors/index.js";
import type { ChatErrorDetail, ChatResponse } from "../models/index.js";
import { decodeChatResponse } from "../wire/index.js";
import { isObject } from "../wire/object.js";

type Json = {
  error?: ChatErrorDetail | string | null;
  message?: unknown;
  choices?: ({ finish_reason?: unknown; error?: ChatErrorDetail } | null)[];
} | null;

/**
 * The chat completion in a response's body. Throws the error that the body or the status tells, or that what
 * came is a body at all where a stream was wanted.
 */
export function readAnswer(response: Response, body: string, wantStream: boolean): ChatResponse {
  let json: Json | undefined;
  let cause: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    cause = error;
  }
  const choices = Array.isArray(json?.choices) ? json.choices : undefined;
  const failed = choices?.find((choice) => choice?.finish_reason === "error" || choice?.error);
  const told = json?.error || failed?.error;
  if (response.ok && !told && !failed) {
    if (choices && !wantStream) return decodeChatResponse(json);
    const wanted = wantStream ? "an event stream" : "a chat completion";
    throw new ResponseValidationError(`Not ${wanted}: ${excerpt(body)}`, { response, body, cause });
  }

  const found = told ?? json?.message ?? undefined;
  const error = typeof found === "string" ? { message: found } : (found as ChatErrorDetail | undefined);
  const code = Number(error?.code);
  // A 200 that carries an error stands for the error's code.
  const statusCode = response.ok ? (code >= 400 && code < 600 ? code : 500) : response.status;
  const data = isObject(json) ? { ...decodeChatResponse(json), ...(error && { error }) } : undefined;
  const Class = [400, 401, 429, 500].includes(statusCode) ? ChatError : OpenRouterDefaultError;
  throw new Class(excerpt(body) || response.statusText || "no body", {
    response,
    body,
    data,
    error,
    statusCode,
  });
}

/** The first words of a body, for people: without the tags of an HTML page. */
const excerpt = (body: string): string =>
  body
    .slice(0, 9999)
    .replace(/(<[^>]*>|\s)+/g, " ")
    .trim()
    .slice(0, 200);
