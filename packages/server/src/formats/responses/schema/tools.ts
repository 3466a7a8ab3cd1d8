import { z } from "zod";
import { optional } from "../../validation/fields.js";
import { listLimits } from "./limits.js";

const functionTool = z.object({
  type: z.literal("function"),
  name: z.string().min(1).max(128),
  description: optional(z.string()),
  parameters: optional(z.record(z.string(), z.unknown())),
  strict: optional(z.boolean()),
});

/** What may stand in a list of tools. */
function tools<T extends Parameters<typeof z.discriminatedUnion>[1]>(options: T, kinds: string) {
  const refused = `must be ${kinds}; hosted and custom tools are not offered here`;
  return z.discriminatedUnion("type", options, {
    error: ({ code }) => (code === "invalid_union" ? refused : undefined),
  });
}

/** Functions that belong together. */
const namespace = z.object({
  type: z.literal("namespace"),
  name: z.string().min(1).max(128),
  description: z.string(),
  tools: z
    .array(tools([functionTool], '"function"'))
    .min(1)
    .max(listLimits.tools),
});

export const toolSchema = tools([functionTool, namespace], '"function" or "namespace"');

export type FunctionTool = z.infer<typeof functionTool>;
export type ResponsesTool = z.infer<typeof toolSchema>;

const oneFunction = z.object({ type: z.literal("function"), name: z.string() });
const allowedTools = z.object({
  type: z.literal("allowed_tools"),
  mode: z.enum(["auto", "required"]),
  tools: z.array(oneFunction).min(1).max(listLimits.tools),
});

export const toolChoiceSchema = z.union(
  [z.enum(["none", "auto", "required"]), z.discriminatedUnion("type", [oneFunction, allowedTools])],
  {
    error:
      'must be "none", "auto", "required", {"type":"function","name":…} or {"type":"allowed_tools","mode":…,"tools":[{"type":"function","name":…}]}',
  },
);
