import type { AnswerParameters } from "../../generation/task.js";
import type { Flavour } from "./flavours.js";

/** Asks for reasoning in the server's way, or tells that it has none. */
export function reasoningFields(
  wish: AnswerParameters["reasoning"],
  { reasoning: way }: Flavour,
): Record<string, unknown> | "ignored" {
  if (wish === undefined) return {};
  if (way === "object") return { reasoning: wish };
  const off = wish.effort === "none" || wish.enabled === false;
  const effort = off ? "none" : wish.effort === "max" ? "xhigh" : wish.effort;
  switch (way) {
    case "effort":
      return effort ? { reasoning_effort: effort } : {};
    case "groq":
      return {
        ...(effort && { reasoning_effort: effort }),
        reasoning_format: wish.exclude ? "hidden" : "parsed",
      };
    case "thinking":
      return { thinking: { type: off ? "disabled" : "enabled" } };
    case "template":
      if (!off && wish.enabled === undefined && !effort) return {};
      return {
        ...(effort && !off && { reasoning_effort: effort }),
        chat_template_kwargs: { enable_thinking: !off },
      };
    case "none":
      return off || wish.exclude ? {} : "ignored";
  }
}
