import { type Choice, readToEnd } from "../../generation/answer.js";
import type { Generation } from "../../generation/generations.js";
import { ending, messageId, usageBody } from "./words.js";

/** The body of an answer that is not streamed. */
export async function wholeMessage(generation: Generation) {
  const { accepted, end, choices } = await readToEnd(generation.events);
  const [choice] = choices;
  if (!choice?.finish) throw new Error("an answer has a choice that ends");
  return {
    id: messageId(generation.id),
    type: "message",
    role: "assistant",
    model: accepted.model,
    content: blocks(choice),
    ...ending(choice.finish),
    usage: usageBody(end.usage),
    provider: accepted.provider,
  };
}

function blocks({ reasoning, reasoningDetails, content, toolCalls }: Choice): object[] {
  const thoughts =
    reasoning === "" && reasoningDetails.length === 0 ? [] : thinking(reasoning, reasoningDetails);
  const text = content === "" ? [] : [{ type: "text", text: content }];
  const calls = toolCalls.map(({ id, function: { name, arguments: args } }) => ({
    type: "tool_use",
    id,
    name,
    input: parsed(args),
  }));
  return [...thoughts, ...text, ...calls];
}

interface ReasoningDetail {
  type?: string;
  text?: string;
  signature?: string | null;
  data?: string;
}

/** Signed thoughts as they were, so that they can be sent back; others as one. */
function thinking(reasoning: string, details: readonly unknown[]): object[] {
  const known = details as readonly ReasoningDetail[];
  const signed = known.some(({ signature, data }) => signature || data);
  if (!signed) return [{ type: "thinking", thinking: reasoning, signature: "" }];
  return known.flatMap((detail): object[] => {
    if (detail.type === "reasoning.encrypted")
      return [{ type: "redacted_thinking", data: detail.data ?? "" }];
    if (detail.type !== "reasoning.text") return [];
    return [{ type: "thinking", thinking: detail.text ?? "", signature: detail.signature ?? "" }];
  });
}

/** Arguments that were cut off are no JSON: the caller sees them as they came. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return { partial_json: json };
  }
}
