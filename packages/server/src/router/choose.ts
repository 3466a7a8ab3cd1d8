import { notFound } from "../generation/api-error.js";
import type { RoutingPreferences, Task } from "../generation/task.js";
import type { Endpoint, ModelDirectory, RoutedModel } from "./models.js";

/** The model that answers: the first of the task's that is known. */
export function chooseModel({ models: names }: Task, models: ModelDirectory): RoutedModel {
  const model = models.find(names);
  if (model) return model;
  const asked = names.map((name) => JSON.stringify(name.slice(0, 100))).join(" or ");
  throw notFound(`No model named ${asked} here. Available: ${models.ids.join(", ")}`, "model");
}

/** The model's endpoints that the request's preferences allow, the preferred first. */
export function chooseEndpoints(model: RoutedModel, routing: RoutingPreferences): Endpoint[] {
  const allowed = model.endpoints.filter(({ provider }) => allows(routing, provider.name));
  if (allowed.length > 0) return allowed;
  const names = model.endpoints.map(({ provider }) => `"${provider.name}"`).join(", ");
  throw notFound(
    `The request's provider preferences leave out ${names}, the only provider of ${model.id} here`,
    "provider",
  );
}

function allows({ ignore = [], only = [], order = [], ...routing }: RoutingPreferences, name: string) {
  const named = (names: readonly string[]) => names.some((one) => one.toLowerCase() === name.toLowerCase());
  if (named(ignore)) return false;
  if (only.length > 0 && !named(only)) return false;
  return routing.allow_fallbacks !== false || order.length === 0 || named(order);
}
