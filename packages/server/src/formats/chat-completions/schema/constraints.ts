import { z } from "zod";
import { optional } from "../../validation/fields.js";

const schemaObject = z.record(z.string(), z.unknown());
/** Some clients send the schema as text. */
const schemaOrText = z.union([schemaObject, z.string().min(1)]);
const choices = z.array(z.string().min(1)).min(1).max(10_000);
const text = z.string().min(1);

/** How vLLM names what the answer must be. */
const structuredOutputs = z.strictObject({
  json: optional(schemaOrText),
  json_object: optional(z.boolean()),
  regex: optional(text),
  choice: optional(choices),
  grammar: optional(text),
});

/** Other names by which servers take what `response_format` says: of llama.cpp, vLLM and SGLang. */
export const constraintFields = {
  grammar: optional(text),
  json_schema: optional(schemaOrText),
  structured_outputs: optional(z.union([z.boolean(), structuredOutputs])),
  guided_json: optional(schemaOrText),
  guided_regex: optional(text),
  guided_choice: optional(choices),
  guided_grammar: optional(text),
  regex: optional(text),
  ebnf: optional(text),
  choice: optional(choices),
};

/** Constraints by names that nothing here can honour, and what to send instead. To drop them would be to lie. */
export const refusedConstraints: Record<string, string> = {
  functions: "send tools",
  function_call: "send tool_choice",
  structural_tag: "send tools or response_format",
  guided_whitespace_pattern: "leave it out",
  response_schema: "send response_format",
  response_mime_type: "send response_format",
  format: "send response_format",
  grammar_lazy: "leave it out",
  grammar_triggers: "leave it out",
};
