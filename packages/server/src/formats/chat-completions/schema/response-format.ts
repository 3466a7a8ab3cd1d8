import { z } from "zod";
import { optional } from "../../validation/fields.js";

const schemaObject = z.record(z.string(), z.unknown());

export const responseFormatSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object"), schema: optional(schemaObject) }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: z.string().min(1).max(64),
      description: optional(z.string()),
      schema: optional(schemaObject),
      strict: optional(z.boolean()),
    }),
  }),
  z.object({ type: z.literal("grammar"), grammar: z.string().min(1) }),
  z.object({ type: z.literal("regex"), pattern: z.string().min(1) }),
  z.object({ type: z.literal("choice"), choices: z.array(z.string().min(1)).min(1).max(10_000) }),
  z.object({ type: z.literal("python") }),
]);
