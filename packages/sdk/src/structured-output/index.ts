export { type ChatParseError, type ChatParseRequest, chatParse } from "../funcs/chatParse.js";
export { StructuredOutputError } from "./error.js";
export { type JsonSchemaFormat, type JsonSchemaOptions, jsonSchema } from "./json-schema.js";
export { type ParsedChatResponse, type ParsedChoice, type ParsedMessage, parseAnswer } from "./parse.js";
export { type DeepPartial, ParsedStream } from "./parsed-stream.js";
