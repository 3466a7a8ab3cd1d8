import { type APICall, type APIPromise, apiPromise } from "../core/api-promise.js";
import type { OpenRouterCore } from "../core/client.js";
import type { RequestOptions } from "../core/options.js";
import type { Result } from "../core/result.js";
import { SDKValidationError, UnexpectedClientError } from "../errors/index.js";
import type { ChatGenerationParams } from "../models/index.js";
import { StructuredOutputError } from "../structured-output/error.js";
import { type JsonSchemaFormat, schemaOf } from "../structured-output/json-schema.js";
import { type ParsedChatResponse, parseAnswer } from "../structured-output/parse.js";
import { ParsedStream } from "../structured-output/parsed-stream.js";
import { type ChatSendError, chatSend } from "./chatSend.js";

/** The errors that {@link chatParse} answers with; narrow with `instanceof`. */
export type ChatParseError = ChatSendError | StructuredOutputError;

/** A request whose answer is parsed. */
export type ChatParseRequest<Input, Output> = ChatGenerationParams & {
  /** Made by `jsonSchema`. */
  responseFormat: JsonSchemaFormat<Input, Output>;
};

/**
 * As `chatSend`, and parses the answer by the schema of `responseFormat`: each message has `parsed`. With
 * `stream: true` the value is a {@link ParsedStream}, which gives the value while it grows.
 *
 * Never throws and never rejects. An answer that does not fit the schema is a `StructuredOutputError`; the request is
 * not sent again for that.
 */
export function chatParse<Input, Output>(
  client: OpenRouterCore,
  request: ChatParseRequest<Input, Output> & { stream?: false | null | undefined },
  options?: RequestOptions,
): APIPromise<Result<ParsedChatResponse<Output>, ChatParseError>>;
export function chatParse<Input, Output>(
  client: OpenRouterCore,
  request: ChatParseRequest<Input, Output> & { stream: true },
  options?: RequestOptions,
): APIPromise<Result<ParsedStream<Input, Output>, ChatParseError>>;
export function chatParse<Input, Output>(
  client: OpenRouterCore,
  request: ChatParseRequest<Input, Output>,
  options?: RequestOptions,
): APIPromise<Result<ParsedChatResponse<Output> | ParsedStream<Input, Output>, ChatParseError>>;
export function chatParse<Input, Output>(
  client: OpenRouterCore,
  request: ChatParseRequest<Input, Output>,
  options?: RequestOptions,
): APIPromise<Result<ParsedChatResponse<Output> | ParsedStream<Input, Output>, ChatParseError>> {
  return apiPromise(parse(client, request, options));
}

async function parse<Input, Output>(
  client: OpenRouterCore,
  request: ChatParseRequest<Input, Output>,
  options: RequestOptions | undefined,
): Promise<[Result<ParsedChatResponse<Output> | ParsedStream<Input, Output>, ChatParseError>, APICall]> {
  const format = request?.responseFormat;
  if (!format?.[schemaOf]) {
    const error = new SDKValidationError("responseFormat", "must be made by jsonSchema()", format);
    return [{ ok: false, error }, { status: "invalid" }];
  }
  const [sent, call] = await chatSend(client, request, options).$inspect();
  if (!sent.ok) return [sent, call];
  if (!("choices" in sent.value)) return [{ ok: true, value: new ParsedStream(sent.value, format) }, call];
  try {
    const value = await parseAnswer(sent.value, format);
    return [{ ok: true, value }, call];
  } catch (error) {
    // What else is thrown was thrown by the schema.
    const known = error instanceof StructuredOutputError;
    return [
      { ok: false, error: known ? error : new UnexpectedClientError(`${error}`, { cause: error }) },
      call,
    ];
  }
}
