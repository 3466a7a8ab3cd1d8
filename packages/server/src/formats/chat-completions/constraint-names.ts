import { badRequest } from "../../generation/api-error.js";
import type { ResponseFormat } from "../../generation/task.js";
import { type constraintFields, refusedConstraints } from "./schema/constraints.js";
import type { ChatRequest } from "./schema/request.js";

type FormRequest = Pick<ChatRequest, "response_format" | keyof typeof constraintFields>;

/**
 * The form that the answer must have, by whatever name the request asks for it. Throws a 400 for two forms at once
 * and for names that can't be honoured.
 */
export function responseFormat(
  request: FormRequest,
  extra: Record<string, unknown>,
): ResponseFormat | undefined {
  for (const [name, remedy] of Object.entries(refusedConstraints)) {
    if (extra[name] !== undefined && extra[name] !== null) {
      throw badRequest(`${name} is not honoured here: ${remedy}`, name);
    }
  }
  const asked = forms(request);
  const [first, second] = asked;
  if (first && second) {
    throw badRequest(`${second.name} must not come with ${first.name}: an answer has one form`, second.name);
  }
  return first?.format ?? request.response_format;
}

/** Where the request says which form, if not in `response_format`. */
export function formField(request: FormRequest): string | undefined {
  const [first] = forms(request);
  return first?.name === "response_format" ? undefined : first?.name;
}

interface NamedForm {
  name: string;
  format: ResponseFormat;
}

function forms(request: FormRequest): NamedForm[] {
  const { structured_outputs: given } = request;
  const outputs: Exclude<typeof given, boolean | undefined> =
    typeof given === "object"
      ? given
      : { json: undefined, json_object: undefined, regex: undefined, choice: undefined, grammar: undefined };
  const { response_format: format } = request;
  const found: NamedForm[] = [];
  const add = <T>(name: string, value: T | undefined, make: (value: T, name: string) => ResponseFormat) => {
    if (value !== undefined) found.push({ name, format: make(value, name) });
  };
  if (format && format.type !== "text") found.push({ name: "response_format", format });
  add("grammar", request.grammar, grammar);
  add("json_schema", request.json_schema, jsonSchema);
  add("guided_json", request.guided_json, jsonSchema);
  add("guided_regex", request.guided_regex, regex);
  add("guided_choice", request.guided_choice, choice);
  add("guided_grammar", request.guided_grammar, grammar);
  add("regex", request.regex, regex);
  add("ebnf", request.ebnf, grammar);
  add("choice", request.choice, choice);
  add("structured_outputs.json", outputs.json, jsonSchema);
  add("structured_outputs.json_object", outputs.json_object || undefined, () => ({ type: "json_object" }));
  add("structured_outputs.regex", outputs.regex, regex);
  add("structured_outputs.choice", outputs.choice, choice);
  add("structured_outputs.grammar", outputs.grammar, grammar);
  return found;
}

function grammar(text: string): ResponseFormat {
  return { type: "grammar", grammar: text };
}

function regex(pattern: string): ResponseFormat {
  return { type: "regex", pattern };
}

function choice(choices: string[]): ResponseFormat {
  return { type: "choice", choices };
}

function jsonSchema(given: Record<string, unknown> | string, name: string): ResponseFormat {
  return { type: "json_schema", json_schema: { name: "answer", schema: schemaOf(given, name) } };
}

function schemaOf(given: Record<string, unknown> | string, name: string): Record<string, unknown> {
  if (typeof given !== "string") return given;
  try {
    const schema: unknown = JSON.parse(given);
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) {
      return schema as Record<string, unknown>;
    }
  } catch {
    // Told below.
  }
  throw badRequest(`${name} must be a JSON Schema, as an object or as its JSON text`, name);
}
