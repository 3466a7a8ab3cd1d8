export { GrammarError, UnsupportedSchemaError } from "./errors.js";
export { parseGrammar } from "./gbnf/parse.js";
export { type JsonSchemaOptions, jsonSchemaGrammar } from "./json-schema.js";
export { type ResponseFormat, responseFormatGrammar } from "./response-format.js";
export {
  TOOL_CALL_END,
  TOOL_CALL_START,
  type ToolCallGrammarOptions,
  type ToolDefinition,
  toolCallGrammar,
} from "./tool-calls.js";
