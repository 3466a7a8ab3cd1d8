import { z } from "zod";
import { nullable } from "./fields.js";

export const toolSchema = z.object({
  type: z.literal("function", { error: 'must be "function"; server tools are not offered here' }),
  function: z.object({
    name: z.string().min(1).max(64),
    description: z.string().optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
    strict: nullable(z.boolean()),
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

export type Tool = z.infer<typeof toolSchema>;
export type ToolChoice = z.infer<typeof toolChoiceSchema>;
