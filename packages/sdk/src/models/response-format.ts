/** Plain text: the model writes what it likes. */
export type ChatFormatTextConfig = {
  /** Says that the answer is text. */
  type: "text";
};

/** Any JSON object. The prompt should ask for JSON too. */
export type ChatFormatJsonObjectConfig = {
  /** Says that the answer is a JSON object. */
  type: "json_object";
};

/** A named JSON schema. */
export type ChatJsonSchemaConfig = {
  /** Name of the schema, at most 64 characters. */
  name: string;
  /** What the schema stands for; the model reads it. */
  description?: string | undefined;
  /** The JSON schema. Sent as it is. */
  schema?: { [key: string]: unknown } | undefined;
  /** `true`: the answer must follow the schema exactly. Default: the provider's. */
  strict?: boolean | null | undefined;
};

/** JSON that follows a schema. */
export type ChatFormatJsonSchemaConfig = {
  /** Says that the answer is JSON of a schema. */
  type: "json_schema";
  /** The schema. Wire: `json_schema`. */
  jsonSchema: ChatJsonSchemaConfig;
};

/** Text that a grammar derives. */
export type ChatFormatGrammarConfig = {
  /** Says that the answer follows a grammar. */
  type: "grammar";
  /** The grammar in the provider's notation, e.g. GBNF. */
  grammar: string;
};

/** Python source code. */
export type ChatFormatPythonConfig = {
  /** Says that the answer is Python. */
  type: "python";
};

/** Form of the answer. `type` tells which. */
export type ResponseFormat =
  | ChatFormatTextConfig
  | ChatFormatJsonObjectConfig
  | ChatFormatJsonSchemaConfig
  | ChatFormatGrammarConfig
  | ChatFormatPythonConfig;
