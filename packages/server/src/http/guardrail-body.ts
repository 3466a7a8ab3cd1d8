import { z } from "zod";
import { faultOfPattern } from "../guardrails/filter-texts.js";
import type { GuardrailChange } from "../storage/guardrail-table.js";
import { dollars, names } from "./key-body.js";

const filter = z.object({
  pattern: z
    .string()
    .min(1)
    .max(1_000)
    .refine((pattern) => faultOfPattern(pattern) === undefined, {
      error: ({ input }) => `can't be used as a regular expression: it ${faultOfPattern(String(input))}`,
    })
    .meta({ description: "A regular expression of RE2" }),
  action: z.enum(["redact", "block"]),
  label: z.string().min(1).max(100).nullable().default(null),
});

const changeable = {
  name: z.string().min(1).max(200),
  description: z.string().max(1_000).nullable(),
  limit_usd: dollars.nullable().meta({ description: "What each of its keys may spend" }),
  reset_interval: z.enum(["daily", "weekly", "monthly"]).nullable(),
  allowed_models: names.nullable(),
  allowed_providers: names.nullable(),
  enforce_zdr: z.boolean().nullable(),
  content_filters: z.array(filter).max(100).nullable(),
};

export const guardrailChangeSchema = z.object(changeable).partial();
export const newGuardrailSchema = guardrailChangeSchema.required({ name: true });
export const assignmentSchema = z.object({
  key_hashes: z.array(z.string().min(1).max(100)).min(1).max(1_000),
});

/** What is not named stays as it is. */
export function guardrailChangeOf(body: z.output<typeof guardrailChangeSchema>): GuardrailChange {
  const change = {
    name: body.name,
    description: body.description,
    limit: body.limit_usd,
    limitReset: body.reset_interval,
    allowedModels: body.allowed_models,
    allowedProviders: body.allowed_providers,
    zdr: body.enforce_zdr === null ? false : body.enforce_zdr,
    filters: body.content_filters === null ? [] : body.content_filters,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}
