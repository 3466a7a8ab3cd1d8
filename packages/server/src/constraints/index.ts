export type { CharSet } from "./automata/char-set.js";
export { BoundedCache } from "./bounded-cache.js";
export { ConstraintCompiler, type ConstraintCompilerOptions } from "./compiler/constraint-compiler.js";
export { type CompiledConstraint, type ConstraintDemand, compileConstraint } from "./constraint.js";
export {
  ConstraintCompilerBusy,
  ConstraintTooCostly,
  GrammarError,
  UnsupportedSchemaError,
} from "./errors.js";
export { type CheckedGrammar, checkedGrammar } from "./gbnf/checked-grammar.js";
export type { Expression, Rules } from "./gbnf/expression.js";
export { parseGrammar, parseGrammarRules } from "./gbnf/parse.js";
export { references, usersOf } from "./gbnf/prune.js";
export { type JsonSchemaOptions, jsonSchemaGrammar } from "./json-schema.js";
export type { AnswerForm } from "./response-format.js";
export { type ToolCallOptions, type ToolDefinition, toolCallEnd, toolCallStart } from "./tool-calls.js";
