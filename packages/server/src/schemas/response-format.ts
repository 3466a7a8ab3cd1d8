import { z } from "zod";
import { nullable } from "./fields.js";

export const responseFormatSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text") }),
  z.object({ type: z.literal("json_object") }),
  z.object({
    type: z.literal("json_schema"),
    json_schema: z.object({
      name: z.string().min(1).max(64),
      description: z.string().optional(),
      schema: z.record(z.string(), z.unknown()).optional(),
      strict: nullable(z.boolean()),
    }),
  }),
  z.object({ type: z.literal("grammar"), grammar: z.string().min(1) }),
  z.object({ type: z.literal("python") }),
]);

export type ResponseFormat = z.infer<typeof responseFormatSchema>;
