import { z } from "zod";
import { optional } from "../../validation/fields.js";
import { listLimits } from "./limits.js";

export const toolSchema = z.object({
  type: z.literal("function", {
    error: 'must be "function"; hosted and custom tools are not offered here',
  }),
  name: z.string().min(1).max(128),
  description: optional(z.string()),
  parameters: optional(z.record(z.string(), z.unknown())),
  strict: optional(z.boolean()),
});

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
