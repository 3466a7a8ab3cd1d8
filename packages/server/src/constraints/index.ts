export { GrammarError, UnsupportedSchemaError } from "./errors.js";
export { parseGrammar } from "./gbnf/parse.js";
export { type JsonSchemaOptions, jsonSchemaGrammar } from "./json-schema.js";
export { type ResponseFormat, responseFormatGrammar } from "./response-format.js";
export {
  type ToolCallGrammarOptions,
  type ToolDefinition,
  toolCallEnd,
  toolCallGrammar,
  toolCallStart,
} from "./tool-calls.js";
