import { z } from "zod";
import { chatRequestSchema, providerSchema } from "../formats/chat-completions/schema/request.js";
import { samplingFields } from "../formats/chat-completions/schema/sampling.js";
import { resets } from "../generation/account.js";
import { flavourNames } from "../providers/openai/flavours.js";
import { priceNames } from "../router/endpoint.js";

const slug = z.string().regex(/^[a-z0-9][a-z0-9._-]*(\/[a-z0-9._-]+)?$/i, {
  error: "must be letters, digits, dots, dashes or underscores",
});
const name = z.string().min(1);
const milliseconds = z.int().min(1).max(86_400_000);
const tokens = z.int().min(1);
/** USD a token; text, so that no digit is lost. */
const price = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(
    z.string().regex(/^\d{1,12}(\.\d{1,24})?$/, {
      error: 'must be US dollars a token as a decimal in quotes, such as "0.000001"',
    }),
  );
const secret = z.string().min(1);

const timeouts = z.strictObject({
  connect_ms: milliseconds.optional().meta({ description: "Until a connection is there. Default: 5000" }),
  first_token_ms: milliseconds.optional().meta({ description: "Until the first content. Default: 60000" }),
  idle_ms: milliseconds.optional().meta({ description: "Between two parts of an answer. Default: 30000" }),
  total_ms: milliseconds.optional().meta({ description: "For a whole answer. Default: 600000" }),
});

const provider = z
  .strictObject({
    slug: slug.meta({ description: "What requests call it in provider.order, only and ignore" }),
    name: name.optional().meta({ description: "What `provider` in answers says. Default: the slug" }),
    type: z.enum(["openai", "anthropic", "gemini", "embedded"]),
    base_url: z
      .url({ protocol: /^https?$/, error: "must be a http:// or https:// address" })
      .optional()
      .meta({ description: "Where /chat/completions is" }),
    api_key: secret.optional(),
    api_keys: z.array(secret).min(1).optional().meta({ description: "Tried in turn" }),
    flavour: z.enum(flavourNames).optional().meta({ description: "Which dialect of the protocol it speaks" }),
    headers: z.record(z.string(), z.string()).optional(),
    continues: z
      .boolean()
      .optional()
      .meta({ description: "Whether it continues an assistant's message at the end. Default: by flavour" }),
    fetch_media: z.boolean().optional().meta({
      description:
        "Whether this server fetches the pictures and files whose addresses requests name, and sends them as data. Default: false, the provider is told the addresses",
    }),
    data_policy: z
      .strictObject({
        training: z.boolean(),
        retention: z.enum(["none", "temporary", "unknown"]).default("unknown"),
      })
      .optional(),
    timeouts: timeouts.optional(),
  })
  .refine((one) => one.type !== "openai" || one.base_url !== undefined, {
    error: "must be given for the type openai",
    path: ["base_url"],
  })
  .refine((one) => one.api_key === undefined || one.api_keys === undefined, {
    error: "must not come with api_key",
    path: ["api_keys"],
  });

const prices = Object.fromEntries(priceNames.map((name) => [name, price.optional()])) as Record<
  (typeof priceNames)[number],
  z.ZodOptional<typeof price>
>;
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
  error: 'must be a time of the day (UTC) in quotes, such as "16:30"',
});

const priceOverride = z
  .strictObject({
    min_prompt_tokens: tokens.optional().meta({ description: "For prompts of so many tokens or more" }),
    utc_start: timeOfDay.optional().meta({ description: "For requests from this time of the day on" }),
    utc_end: timeOfDay.optional().meta({ description: "And before this one, which may be tomorrow's" }),
    ...prices,
  })
  .refine((one) => (one.utc_start === undefined) === (one.utc_end === undefined), {
    error: "must come with utc_start, and utc_start with it",
    path: ["utc_end"],
  })
  .refine((one) => one.utc_start === undefined || one.utc_start !== one.utc_end, {
    error: "must be another time than utc_start",
    path: ["utc_end"],
  })
  .refine((one) => one.min_prompt_tokens !== undefined || one.utc_start !== undefined, {
    error: "must have a condition: min_prompt_tokens, or utc_start and utc_end",
  });

const pricing = z.strictObject({
  ...prices,
  overrides: z.array(priceOverride).max(100).optional().meta({
    description: "Other prices for requests that meet all conditions of one. Of several the last one holds",
  }),
});

export const quantizations = [
  "int4",
  "int8",
  "fp4",
  "mxfp4",
  "nvfp4",
  "fp6",
  "fp8",
  "mxfp8",
  "fp16",
  "bf16",
  "fp32",
  "unknown",
] as const;

const endpoint = z.strictObject({
  provider: slug.meta({ description: "Slug of a provider above; a variant of it as alpha/turbo" }),
  model: name.meta({ description: "The model's name at the provider" }),
  pricing: pricing.optional(),
  quantization: z.enum(quantizations).optional(),
  context_length: tokens.optional(),
  max_completion_tokens: tokens.optional(),
  supported_parameters: z.array(z.string()).optional(),
  service_tier: z.enum(["flex", "priority"]).optional(),
});

const model = z.strictObject({
  id: name,
  name: name.optional(),
  description: z.string().optional(),
  aliases: z.array(name).optional(),
  context_length: tokens.optional(),
  distillable: z.boolean().optional(),
  endpoints: z.array(endpoint).min(1),
});

const router = z.strictObject({
  attempts: z.int().min(1).max(64).optional().meta({ description: "Most tries for a request. Default: 8" }),
  deadline_ms: milliseconds
    .optional()
    .meta({ description: "For all tries before the first content. Default: 120000" }),
  longest_wait_ms: z
    .int()
    .min(0)
    .max(600_000)
    .optional()
    .meta({ description: "The longest wait for a provider that asks for one. Default: 10000" }),
  on_disconnect: z.enum(["cancel", "drain"]).optional().meta({
    description:
      "What becomes of an answer whose client is gone: stopped, or read to its end. Default: cancel",
  }),
  hedge_ms: milliseconds.optional().meta({
    description: "Ask a second endpoint when the first has said nothing for so long. Default: never",
  }),
  survive: z.boolean().optional().meta({ description: "Continue answers that break off. Default: true" }),
});

const dollars = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,7}(\.\d{1,12})?$/, { error: 'must be US dollars, such as "12.50"' }));
const count = z.int().min(1).max(1_000_000_000).optional();
const scope = {
  per: z.enum(["server", "key", "user", "model", "provider", "endpoint"]).meta({
    description: "Whom the rule is about: all together, or each key, user, model … by itself",
  }),
  name: name.optional().meta({ description: "Only this one: a key's hash, a user, an id or a slug" }),
};
const reset = z.enum(resets).meta({ description: "When it begins anew. Default: lifetime, never" });

const policy = z.enum(["open", "closed"]);

const accounts = z.strictObject({
  management_keys: z.array(secret.min(16)).optional().meta({ description: "Keys that manage other keys" }),
  budgets: z
    .array(z.strictObject({ ...scope, limit: dollars, reset: reset.optional() }))
    .max(1_000)
    .optional(),
  limits: z
    .array(
      z.strictObject({
        ...scope,
        requests_per_minute: count,
        requests_per_day: count,
        tokens_per_minute: count,
        tokens_per_day: count,
        concurrent: count,
      }),
    )
    .max(1_000)
    .optional(),
  queue_ms: z
    .int()
    .min(0)
    .max(600_000)
    .optional()
    .meta({ description: "How long a request waits for a place of a `concurrent` limit. Default: 0, not" }),
  queue_limit: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .meta({ description: "Requests of a server that may wait for one limit. Default: 1000" }),
  fail: z
    .union([policy, z.strictObject({ keys: policy, counters: policy, records: policy }).partial()])
    .optional()
    .meta({
      description:
        "While a store can't be reached: go on for a while, or answer 503; for all, or for each. Default: open",
    }),
  grace_ms: milliseconds.optional().meta({
    description: "How long known keys and open counters go on without their store. Default: 600000",
  }),
  reserve: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ description: "Of what is left of a budget, the part for each server meanwhile. Default: 0.1" }),
});

const storage = z.strictObject({
  database: z
    .string()
    .regex(/^(postgres(ql)?|libsql|https?|file|wss?):/, {
      error: "must be a postgres:, libsql: or file: address",
    })
    .optional()
    .meta({ description: "Where records and keys are kept. Default: a file" }),
  counters: z
    .string()
    .regex(/^rediss?:/, { error: "must be a redis: or rediss: address" })
    .optional()
    .meta({ description: "Where several servers count together. Default: each by itself" }),
});

const cache = z.strictObject({
  max_bytes: z
    .int()
    .min(0)
    .max(2 ** 36)
    .optional()
    .meta({ description: "Memory for answers that are kept. Default: 67108864" }),
  max_entries: z
    .int()
    .min(0)
    .max(10_000_000)
    .optional()
    .meta({ description: "Most answers that are kept. Default: 10000" }),
});

/** What a preset may say about the answer, in the words of a request. */
const parameters = chatRequestSchema
  .pick({
    max_tokens: true,
    max_completion_tokens: true,
    response_format: true,
    tools: true,
    tool_choice: true,
    parallel_tool_calls: true,
    reasoning: true,
    service_tier: true,
  })
  .extend(samplingFields)
  .strict();
const preferences = providerSchema.strict();

const preset = z
  .strictObject({
    slug: slug.meta({ description: "Requests name it as @preset/slug in place of a model, or as `preset`" }),
    description: z.string().optional(),
    model: name.optional(),
    models: z.array(name).min(1).max(64).optional().meta({ description: "Tried in turn" }),
    provider: preferences
      .transform((given): z.input<typeof preferences> => given)
      .optional()
      .meta({ description: "As in requests" }),
    parameters: parameters
      .transform((given): z.input<typeof parameters> => given)
      .optional()
      .meta({ description: "As in requests" }),
    system: z
      .string()
      .optional()
      .meta({ description: "System message for conversations that have none of their own" }),
    cache_enabled: z
      .boolean()
      .optional()
      .meta({ description: "Use the response cache where a request does not say. Default: false" }),
    cache_ttl_seconds: z.int().min(1).max(86_400).optional(),
  })
  .refine((one) => one.model === undefined || one.models === undefined, {
    error: "must not come with model",
    path: ["models"],
  });

const telemetry = z.strictObject({
  otlp_endpoint: z
    .url({ protocol: /^https?$/, error: "must be a http:// or https:// address" })
    .meta({ description: "A collector that takes OTLP over HTTP; /v1/traces is added" }),
  headers: z.record(z.string(), z.string()).optional(),
  service_name: name.optional().meta({ description: "Default: openrouter" }),
});

/** The configuration file. */
export const configurationSchema = z.strictObject({
  providers: z.array(provider).min(1),
  models: z.array(model).min(1),
  presets: z.array(preset).max(1_000).optional(),
  router: router.optional(),
  accounts: accounts.optional().meta({ description: "Keys that the server keeps, budgets and limits" }),
  storage: storage.optional(),
  telemetry: telemetry.optional().meta({ description: "Traces; read at the start" }),
  cache: cache.optional().meta({ description: "The response cache" }),
});

export type Configuration = z.output<typeof configurationSchema>;
export type ConfiguredPreset = NonNullable<Configuration["presets"]>[number];
export type ConfiguredProvider = Configuration["providers"][number];
export type ConfiguredModel = Configuration["models"][number];
