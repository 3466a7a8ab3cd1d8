import { z } from "zod";
import { optional } from "../../validation/fields.js";

export const toolSchema = z.object({
  type: z.literal("function", {
    error: 'must be "function"; server tools and custom tools are not offered here',
  }),
  function: z.object({
    name: z.string().min(1).max(64),
    description: optional(z.string()),
    parameters: optional(z.record(z.string(), z.unknown())),
    strict: optional(z.boolean()),
  }),
  cache_control: z.unknown().optional(),
});

export const toolChoiceSchema = z.union(
  [
    z.enum(["none", "auto", "required"]),
    z.object({ type: z.literal("function"), function: z.object({ name: z.string() }) }),
  ],
  {
    error: 'must be "none", "auto", "required" or {"type":"function","function":{"name":…}}',
  },
);
