import { badRequest } from "../../generation/api-error.js";
import type { Message } from "../../generation/task.js";
import { type Fields, isFields, listIn, textIn } from "../http/fields.js";
import { partsOf } from "./parts.js";

export interface Conversation {
  system: Fields[];
  contents: { role: "user" | "model"; parts: Fields[] }[];
  /** Instructions within the conversation were moved to its beginning: this API has no other place for them. */
  moved: boolean;
}

/** Takes the place of a signature where the call was another model's: Gemini 3 refuses calls without any. */
const noSignature = "skip_thought_signature_validator";

/** The conversation in the words of this API: instructions apart, turns of one speaker together. */
export function conversation(
  said: readonly Message[],
  provider: string,
  needsSignatures: boolean,
): Conversation {
  const result: Conversation = { system: [], contents: [], moved: false };
  const names = new Map<string, string>();
  for (const [index, message] of said.entries()) {
    const at = `messages[${index}]`;
    const parts = () => partsOf(message.content ?? message.refusal, provider, `${at}.content`);
    switch (message.role) {
      case "system":
      case "developer":
        result.moved ||= result.contents.length > 0;
        result.system.push(...parts());
        break;
      case "user":
        add(result, "user", parts());
        break;
      case "tool":
        add(result, "user", [toolResponse(message, parts(), names, at)]);
        break;
      case "assistant":
        for (const { id, function: called } of message.tool_calls ?? []) names.set(id, called.name);
        add(result, "model", answer(message, parts(), needsSignatures, at));
    }
  }
  return result;
}

function add({ contents }: Conversation, role: "user" | "model", parts: Fields[]): void {
  const last = contents.at(-1);
  if (last?.role === role) last.parts.push(...parts);
  else if (parts.length > 0) contents.push({ role, parts });
}

/** Results are matched to calls by the function's name and their order. */
function toolResponse(
  { tool_call_id: id = "" }: Message,
  parts: Fields[],
  names: ReadonlyMap<string, string>,
  at: string,
): Fields {
  const name = names.get(id);
  if (name === undefined) {
    const param = `${at}.tool_call_id`;
    throw badRequest(`${param} must be the id of a call before it, got ${JSON.stringify(id)}`, param);
  }
  const text = parts.map((part) => part.text ?? "").join("");
  const media = parts.filter((part) => part.text === undefined);
  const result = parsed(text);
  const response = isFields(result) ? result : { result: text };
  return { functionResponse: { name, response, ...(media.length > 0 && { parts: media }) } };
}

function answer(message: Message, said: Fields[], needsSignatures: boolean, at: string): Fields[] {
  const signatures = signaturesOf(message);
  const parts = [...said];
  const ofText = signatures.get(undefined);
  const last = parts.at(-1);
  if (ofText && last) parts[parts.length - 1] = { ...last, thoughtSignature: ofText };
  const calls = message.tool_calls ?? [];
  // Of calls made together only the first is signed.
  const signed = calls.some(({ id }) => signatures.has(id));
  for (const [index, { id, function: called }] of calls.entries()) {
    const args = called.arguments.trim() === "" ? {} : parsed(called.arguments);
    if (!isFields(args)) {
      const param = `${at}.tool_calls[${index}].function.arguments`;
      const found = JSON.stringify(called.arguments.slice(0, 100));
      throw badRequest(`${param} must be the JSON of an object, got ${found}`, param);
    }
    const signature =
      signatures.get(id) ?? (needsSignatures && !signed && index === 0 ? noSignature : undefined);
    parts.push({
      functionCall: { name: called.name, args },
      ...(signature !== undefined && { thoughtSignature: signature }),
    });
  }
  return parts;
}

/** By the call that they belong to; the text's under undefined. Those of other APIs can't be read here. */
function signaturesOf({ reasoning_details: details }: Message): Map<string | undefined, string> {
  const found = new Map<string | undefined, string>();
  for (const { type, data, id, format } of listIn(details)) {
    const foreign = typeof format === "string" && format !== "unknown" && !format.startsWith("google");
    if (type === "reasoning.encrypted" && typeof data === "string" && !foreign) found.set(textIn(id), data);
  }
  return found;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
