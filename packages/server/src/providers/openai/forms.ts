import { unsupported } from "../../generation/api-error.js";
import type { ResponseFormat } from "../../generation/task.js";
import type { Flavour } from "./flavours.js";

/** Asks for the answer's form by the server's own names. */
export function formFields(
  format: ResponseFormat | undefined,
  { forms }: Flavour,
  provider: string,
): Record<string, unknown> {
  if (format === undefined) return {};
  if (forms === "response_format") return { response_format: format };
  switch (format.type) {
    case "text":
    case "json_schema":
      return { response_format: format };
    case "json_object":
      return { response_format: format.schema && forms !== "gbnf" ? schemaFormat(format.schema) : format };
    case "grammar":
      if (forms === "structured_outputs") return { structured_outputs: { grammar: format.grammar } };
      if (forms === "regex_ebnf") return { ebnf: format.grammar };
      if (forms === "gbnf") return { grammar: format.grammar };
      break;
    case "regex":
      if (forms === "structured_outputs") return { structured_outputs: { regex: format.pattern } };
      if (forms === "regex_ebnf") return { regex: format.pattern };
      break;
    case "choice":
      if (forms === "structured_outputs") return { structured_outputs: { choice: format.choices } };
      if (forms === "regex_ebnf") return { regex: format.choices.map(literally).join("|") };
      if (forms === "gbnf")
        return { grammar: `root ::= ${format.choices.map((one) => quoted(one)).join(" | ")}` };
      break;
    case "python":
  }
  throw unsupported(provider, `can't answer in the form "${format.type}"`, "response_format.type");
}

function schemaFormat(schema: Record<string, unknown>) {
  return { type: "json_schema", json_schema: { name: "answer", schema } };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n").replace(/\r/g, "\\r").replace(/\t/g, "\\t")}"`;
}
