import { errorDetail } from "../errors/detail.js";
import {
  ChatError,
  OpenRouterDefaultError,
  type OpenRouterError,
  ResponseValidationError,
} from "../errors/index.js";
import type { ChatErrorDetail, ChatResponse, ChatStreamingResponseChunk } from "../models/index.js";
import { decodeBody, decodeChatResponse } from "./decode.js";
import { isObject, type Values } from "./object.js";

/** What a failure is called that says nothing about itself. */
export const FAILED = "The generation failed";

/**
 * The chat completion in a response's body. Throws the error that the body or the status tells, or that what came is no
 * event stream where one was wanted.
 */
export function readAnswer(
  response: Response,
  body: string,
  wanted: "a chat completion" | "an event stream",
): ChatResponse {
  const { json, cause } = parse(body);
  const choices: Values[] | undefined = Array.isArray(json?.choices) ? json.choices : undefined;
  const failed = choices?.find((choice) => choice?.finish_reason === "error" || choice?.error);
  const told = json?.error || failed?.error;
  if (!response.ok || told || failed) {
    const error = told || json?.message;
    throw answerError(
      response,
      body,
      error && errorDetail(error, excerpt(body)),
      failed && json && decodeChatResponse(json),
    );
  }
  if (json && choices && wanted === "a chat completion") return decodeChatResponse(json);
  throw new ResponseValidationError(`Not ${wanted}: ${excerpt(body)}`, {
    response,
    body,
    cause,
    rawValue: json,
  });
}

/**
 * The error of an answer that tells one: of the class of its status or, where that is a success, of the error's code.
 *
 * @param received the part of the answer that came with it
 */
export function answerError(
  response: Response,
  body: string,
  error: ChatErrorDetail | undefined,
  received: ChatResponse | undefined,
): OpenRouterError {
  const { json } = parse(body);
  const code = Number(error?.code);
  const statusCode = response.ok ? (code >= 400 && code < 600 ? code : 500) : response.status;
  const Class = [400, 401, 429, 500].includes(statusCode) ? ChatError : OpenRouterDefaultError;
  return new Class(excerpt(body) || response.statusText || `HTTP ${statusCode}`, {
    response,
    body,
    data: json && { ...decodeBody(json), ...(error && { error }) },
    error,
    statusCode,
    received: received?.choices.some(({ message }) => hasContent(message)) ? received : undefined,
  });
}

/** The error that a chunk tells, at its top, in a choice, or in place of a chunk. */
export function toldByChunk(chunk: ChatStreamingResponseChunk): ChatErrorDetail | undefined {
  const { error, choices, object, type } = chunk as Values;
  const isError = !choices.length && (object === "error" || type === "error");
  const told = error || choices.find((choice: Values) => choice.error)?.error || (isError && chunk);
  return told ? errorDetail(told, FAILED) : undefined;
}

/** The error that an event of the kind `error` tells, whatever its data is. */
export function toldByErrorEvent(data: string): ChatErrorDetail {
  const { json } = parse(data);
  return errorDetail(json?.error || json || data, FAILED);
}

/** The JSON object in a text, or why there is none. */
function parse(text: string): { json?: Values; cause?: unknown } {
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? { json } : {};
  } catch (cause) {
    return { cause };
  }
}

const hasContent = ({ role, ...rest }: Values): boolean =>
  Object.values(rest).some((value) => (isObject(value) ? Object.keys(value).length : value));

/** The first words of a body, for people: without the tags of an HTML page. */
const excerpt = (body: string): string =>
  body
    .slice(0, 9999)
    .replace(/(<[^>]*>|\s)+/g, " ")
    .trim()
    .slice(0, 200);
