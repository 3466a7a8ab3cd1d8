import type { RoutingPreferences, Task } from "../generation/task.js";
import { estimatePrompt } from "../generation/token-estimate.js";
import { compresses } from "./compression.js";
import { type Endpoint, isAnyOf, isNamed } from "./endpoint.js";
import { type FoundModel, isAllowedModel } from "./models.js";
import { isDearer, isFree, type Tariff } from "./price.js";
import { asksFor, softWishes, takes } from "./wishes.js";

/** Why an endpoint may not answer; OpenRouter's words where it has one. */
export type Exclusion =
  | "key_models"
  | "key_providers"
  | "allowed_providers"
  | "ignored_providers"
  | "data_policy:training"
  | "data_policy:zdr"
  | "distillable_text"
  | "quantization"
  | "max_price"
  | "require_parameters"
  | "max_tokens"
  | "context_length"
  | "service_tier"
  | "free_variant"
  | "paid_fallback";

export interface Filtered {
  allowed: Endpoint[];
  excluded: { endpoint: Endpoint; by: Exclusion }[];
}

export type TariffOf = (endpoint: Endpoint) => Tariff;

/** The model's endpoints that the task allows. */
export function filterEndpoints({ model, variant }: FoundModel, task: Task, tariffOf: TariffOf): Filtered {
  const { routing } = task;
  const excluded: Filtered["excluded"] = [];
  const drop = (endpoints: readonly Endpoint[], why: (endpoint: Endpoint) => Exclusion | undefined) =>
    endpoints.filter((endpoint) => {
      const by = why(endpoint);
      if (by) excluded.push({ endpoint, by });
      return by === undefined;
    });
  const distillable = model.distillable === true;
  const { allowedModels = [], allowedProviders = [], zdr } = task.account ?? {};
  let allowed = drop(model.endpoints, (endpoint) => {
    if (!allowedModels.every((names) => isAllowedModel(model, names))) return "key_models";
    if (!allowedProviders.every((names) => isAnyOf(names, endpoint))) return "key_providers";
    if (zdr && endpoint.dataPolicy?.retention !== "none") return "data_policy:zdr";
    return undefined;
  });
  allowed = drop(allowed, (endpoint) => hardExclusion(endpoint, task, distillable, tariffOf));
  const tiers = tiersOf(routing, variant);
  const flex = routing.service_tier === "flex" && allowed.some(({ serviceTier }) => serviceTier === "flex");
  allowed = drop(allowed, ({ serviceTier: tier, ...rest }) => {
    if (flex) return tier === "flex" ? undefined : "service_tier";
    const named = [...(routing.order ?? []), ...(routing.only ?? [])];
    const asked = named.some((name) => name.toLowerCase() === rest.slug.toLowerCase());
    return tier === undefined || tiers.has(tier) || asked ? undefined : "service_tier";
  });
  if (variant === "free")
    allowed = drop(allowed, (endpoint) => (isFree(endpoint) ? undefined : "free_variant"));
  else if (allowed.some(isFree)) {
    const named = [...(routing.order ?? []), ...(routing.only ?? [])];
    allowed = drop(allowed, (endpoint) =>
      isFree(endpoint) || routing.max_price || named.some((name) => isNamed(name, endpoint))
        ? undefined
        : "paid_fallback",
    );
  }
  const contextOf = (endpoint: Endpoint) => endpoint.contextLength ?? model.contextLength;
  if (task.plugins?.compression) {
    // More than half of a conversation is not left out where somebody has room for it.
    const roomOf = (endpoint: Endpoint) => contextOf(endpoint) || Number.POSITIVE_INFINITY;
    const least = Math.min(estimatePrompt(task) / 2, Math.max(...allowed.map(roomOf)));
    allowed = drop(allowed, (endpoint) => (roomOf(endpoint) >= least ? undefined : "context_length"));
  }
  if (variant === "extended") {
    const longest = Math.max(...allowed.map(contextOf));
    allowed = drop(allowed, (endpoint) => (contextOf(endpoint) === longest ? undefined : "context_length"));
  }
  const least = leastTokens(task);
  const wide = allowed.filter((endpoint) => {
    const context = contextOf(endpoint);
    return context === 0 || context >= least || compresses(task, endpoint, context);
  });
  // Where it fits nowhere, the provider's own refusal says more than ours.
  if (wide.length > 0) allowed = drop(allowed, (one) => (wide.includes(one) ? undefined : "context_length"));
  for (const wish of softWishes(task)) {
    const able = allowed.filter((endpoint) => takes(endpoint, wish));
    if (able.length > 0)
      allowed = drop(allowed, (one) => (able.includes(one) ? undefined : "require_parameters"));
  }
  return { allowed, excluded };
}

/** More than the characters that a token has on average, in any text that says something. */
const mostCharactersAToken = 16;

/** Tokens that the prompt has at least; counted by its text alone. */
function leastTokens({ messages }: Task): number {
  let characters = 0;
  for (const { content } of messages) {
    if (typeof content === "string") characters += content.length;
    else for (const part of content ?? []) if (part.type === "text") characters += part.text.length;
  }
  return Math.floor(characters / mostCharactersAToken);
}

function hardExclusion(
  endpoint: Endpoint,
  task: Task,
  distillable: boolean,
  tariffOf: TariffOf,
): Exclusion | undefined {
  const { routing, parameters } = task;
  const { only = [], ignore = [], order = [], quantizations, max_price: maxPrice } = routing;
  const named = (names: readonly string[]) => names.some((name) => isNamed(name, endpoint));
  const { dataPolicy: policy, maxCompletionTokens: most } = endpoint;
  if (only.length > 0 && !named(only)) return "allowed_providers";
  if (named(ignore)) return "ignored_providers";
  if (routing.allow_fallbacks === false && order.length > 0 && !named(order)) return "allowed_providers";
  if (routing.data_collection === "deny" && policy?.training !== false) return "data_policy:training";
  if (routing.zdr && policy?.retention !== "none") return "data_policy:zdr";
  if (routing.enforce_distillable_text && !distillable) return "distillable_text";
  if (quantizations?.length && !quantizations.includes(endpoint.quantization ?? "unknown"))
    return "quantization";
  if (maxPrice && isDearer(tariffOf(endpoint).expected, maxPrice)) return "max_price";
  if (most !== undefined && (parameters.max_tokens ?? 0) > most) return "max_tokens";
  if (routing.require_parameters && !asksFor(task).every((name) => takes(endpoint, name))) {
    return "require_parameters";
  }
  return undefined;
}

function tiersOf(
  { service_tier: tier }: RoutingPreferences,
  variant: string | undefined,
): ReadonlySet<string> {
  if (tier === "priority" || variant === "nitro") return new Set(["priority"]);
  if (tier === "flex" || variant === "floor") return new Set(["flex"]);
  return new Set();
}
