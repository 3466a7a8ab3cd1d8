import type { AssistantMessage, ChatResponse, ChatResponseChoice } from "../models/index.js";
import type { StandardSchema } from "../types/standard-schema.js";
import { StructuredOutputError } from "./error.js";
import { type JsonSchemaFormat, schemaOf } from "./json-schema.js";
import { validateJson } from "./validate.js";

/** What the model said, and its value by the schema. */
export type ParsedMessage<Output> = AssistantMessage & {
  /**
   * The validated value; `null` when the model refused (see `refusal`) or called tools. It is not enumerable: the
   * message can be sent back as it is.
   */
  readonly parsed: Output | null;
};

/** One answer whose message has been parsed. */
export type ParsedChoice<Output> = Omit<ChatResponseChoice, "message"> & { message: ParsedMessage<Output> };

/** An answer whose messages have been parsed. */
export type ParsedChatResponse<Output> = Omit<ChatResponse, "choices"> & { choices: ParsedChoice<Output>[] };

/**
 * The answer with `parsed` in each message.
 *
 * @throws {StructuredOutputError} when a text is no JSON or not what the schema asks for
 */
export async function parseAnswer<Output>(
  response: ChatResponse,
  format: JsonSchemaFormat<unknown, Output>,
): Promise<ParsedChatResponse<Output>> {
  const schema = format[schemaOf];
  const choices: ParsedChoice<Output>[] = [];
  for (const [place, choice] of response.choices.entries()) {
    const { message } = choice;
    const value = isAnswer(message) ? await parseText(textOf(message), schema, response, place) : null;
    const parsed = Object.defineProperty({ ...message }, "parsed", { value }) as ParsedMessage<Output>;
    choices.push({ ...choice, message: parsed });
  }
  return { ...response, choices };
}

async function parseText<Output>(
  text: string,
  schema: StandardSchema<unknown, Output>,
  received: ChatResponse,
  choice: number,
): Promise<Output> {
  const validated = await validateJson(text, schema);
  if (validated.ok) return validated.value;
  const { path, issues } = validated;
  const { finishReason } = received.choices[choice]!;
  const ended = finishReason && finishReason !== "stop" ? ` (the answer ended by "${finishReason}")` : "";
  const reason = `${validated.reason}${ended}`;
  const message = `The answer does not fit the schema: ${path && `${path}: `}${reason}`;
  throw new StructuredOutputError(message, { text, path, reason, issues, choice, received });
}

/** Whether a message is to be the JSON: a refusal isn't, nor are calls of tools without text. */
function isAnswer(message: AssistantMessage): boolean {
  return !message.refusal && !(message.toolCalls?.length && !textOf(message).trim());
}

function textOf({ content }: AssistantMessage): string {
  if (!Array.isArray(content)) return content ?? "";
  return content.map((part: unknown) => Object(part).text ?? "").join("");
}
