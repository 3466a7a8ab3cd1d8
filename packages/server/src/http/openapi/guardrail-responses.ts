import { z } from "zod";

const names = z.array(z.string()).nullable();

const guardrail = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  limit_usd: z.number().nullable(),
  reset_interval: z.enum(["daily", "weekly", "monthly"]).nullable(),
  allowed_models: names,
  allowed_providers: names,
  enforce_zdr: z.boolean(),
  content_filters: z.array(
    z.object({ pattern: z.string(), action: z.enum(["redact", "block"]), label: z.string().nullable() }),
  ),
  created_at: z.string(),
  updated_at: z.string().nullable(),
});

export const guardrailSchema = z.object({ data: guardrail });
export const guardrailListSchema = z.object({ data: z.array(guardrail), total_count: z.int() });
export const guardrailKeysSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      guardrail_id: z.string(),
      key_hash: z.string(),
      key_name: z.string(),
      key_label: z.string(),
      assigned_by: z.null(),
      created_at: z.string(),
    }),
  ),
  total_count: z.int(),
});
export const assignedKeysSchema = z.object({ assigned_count: z.int() });
export const unassignedKeysSchema = z.object({ unassigned_count: z.int() });
