import {
  ChatError,
  OpenRouterDefaultError,
  type OpenRouterError,
  ResponseValidationError,
} from "../errors/index.js";
import type { ChatErrorDetail, ChatResponse } from "../models/index.js";
import { decodeChatResponse, decodeErrorBody } from "../wire/index.js";

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
  if (!response.ok || json?.error || failed) throw answerError(response, body, json, failed?.error);
  if (!choices || wantStream) {
    const wanted = wantStream ? "an event stream" : "a chat completion";
    throw new ResponseValidationError(`Not ${wanted}: ${excerpt(body)}`, { response, body, cause });
  }
  return decodeChatResponse(json);
}

/** The error of an answer, of the class that its status stands for. */
function answerError(
  response: Response,
  body: string,
  json: Json | undefined,
  inChoice: ChatErrorDetail | undefined,
): OpenRouterError {
  const found = json?.error ?? inChoice ?? json?.message;
  const error = typeof found === "string" ? { message: found } : (found as ChatErrorDetail | undefined);
  const code = Number(error?.code);
  // A 200 that carries an error stands for the error's code.
  const statusCode = response.ok ? (code >= 400 && code < 600 ? code : 500) : response.status;
  const known = json?.choices ? decodeChatResponse(json) : decodeErrorBody(json);
  const data = json && typeof json === "object" ? { ...known, error } : undefined;
  const Class = [400, 401, 429, 500].includes(statusCode) ? ChatError : OpenRouterDefaultError;
  return new Class(excerpt(body) || response.statusText || "no body", {
    response,
    body,
    data,
    error,
    statusCode,
  });
}

/** The first words of a body, for people: the title of an HTML page, else its text. */
function excerpt(body: string): string {
  const title = /<title[^>]*>([^<]+)/i.exec(body)?.[1];
  return title ? `${title.trim()} (an HTML page)` : body.trim().slice(0, 200);
}
