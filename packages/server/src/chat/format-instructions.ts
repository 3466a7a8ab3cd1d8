import type { ResponseFormat } from "../schemas/response-format.js";

/** Tells the model the form that the grammar will hold it to, so that it means to answer in it. */
export const formatInstructions = (format: ResponseFormat | undefined): string[] => {
  switch (format?.type) {
    case "json_object":
      return ["Answer with a JSON object and nothing else."];
    case "json_schema": {
      const { description, schema } = format.json_schema;
      return [
        [
          "Answer with JSON and nothing else.",
          ...(description ? [description] : []),
          ...(schema ? [`It must match this JSON Schema: ${JSON.stringify(schema)}`] : []),
        ].join(" "),
      ];
    }
    case "python":
      return ["Answer with Python code and nothing else."];
    default:
      return [];
  }
};
