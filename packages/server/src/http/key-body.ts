import { z } from "zod";
import type { KeyChange } from "../storage/key-table.js";

/** US dollars, as the decimal that was written. */
export const dollars = z
  .number({ error: "must be US dollars, a number from 0 to 9000000" })
  .min(0, { error: "must be US dollars, a number from 0 to 9000000" })
  .max(9_000_000, { error: "must be US dollars, a number from 0 to 9000000" })
  .transform((value) => decimalOf(value));
/** Of models or providers. */
export const names = z.array(z.string().min(1).max(200)).max(1_000);
const count = z.int().min(1).max(1_000_000_000);

const changeable = {
  name: z.string().min(1).max(200),
  disabled: z.boolean(),
  limit: dollars.nullable(),
  limit_reset: z.enum(["daily", "weekly", "monthly"]).nullable(),
  include_byok_in_limit: z.boolean(),
  expires_at: z.iso
    .datetime({ offset: true, error: "must be a time such as 2027-01-01T00:00:00Z" })
    .nullable(),
  allowed_models: names.nullable(),
  allowed_providers: names.nullable(),
  limits: z
    .object({
      requests_per_minute: count.optional(),
      requests_per_day: count.optional(),
      tokens_per_minute: count.optional(),
      tokens_per_day: count.optional(),
      concurrent: count.optional(),
    })
    .nullable(),
};

export const keyChangeSchema = z.object(changeable).partial();
export const newKeySchema = keyChangeSchema.required({ name: true }).omit({ disabled: true });

/** What is not named stays as it is. */
export function changeOf(body: z.output<typeof keyChangeSchema>): KeyChange {
  const change = {
    name: body.name,
    disabled: body.disabled,
    limit: body.limit,
    limitReset: body.limit_reset,
    includeByok: body.include_byok_in_limit,
    expiresAt: body.expires_at && new Date(body.expires_at).toISOString(),
    allowedModels: body.allowed_models,
    allowedProviders: body.allowed_providers,
    limits: body.limits,
  };
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
}

/** A number of JSON as the decimal that it was written as. */
function decimalOf(value: number): string {
  return value < 1e-6 ? value.toFixed(12) : String(value);
}
