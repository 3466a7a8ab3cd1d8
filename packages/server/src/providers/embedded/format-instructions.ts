import type { ResponseFormat } from "../../generation/task.js";

/** Tells the model the form that the grammar will hold it to, so that it means to answer in it. */
export function formatInstructions(format: ResponseFormat | undefined): string[] {
  switch (format?.type) {
    case "json_object":
      return format.schema
        ? [jsonInstructions(undefined, format.schema)]
        : ["Answer with a JSON object and nothing else."];
    case "json_schema":
      return [jsonInstructions(format.json_schema.description, format.json_schema.schema)];
    case "python":
      return ["Answer with Python code and nothing else."];
    case "choice":
      return [`Answer with one of: ${format.choices.join(", ")}`];
    default:
      return [];
  }
}

function jsonInstructions(description: string | undefined, schema: unknown): string {
  return [
    "Answer with JSON and nothing else.",
    ...(description ? [description] : []),
    ...(schema ? [`It must match this JSON Schema: ${JSON.stringify(schema)}`] : []),
  ].join(" ");
}
