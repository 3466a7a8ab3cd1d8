import type { Task } from "../generation/task.js";
import { estimatePrompt } from "../generation/token-estimate.js";
import { endpointKey } from "./endpoint.js";
import { type Filtered, filterEndpoints, type TariffOf } from "./filter.js";
import type { Health } from "./health.js";
import type { FoundModel, ModelDirectory } from "./models.js";
import { type Candidate, orderCandidates, usedUpLast } from "./order.js";
import { Tariff } from "./price.js";
import { noneAllowed, noSuchModel } from "./refusal.js";
import type { StickyRoutes } from "./sticky.js";

export interface Choice {
  /** In the order in which they are to be asked. */
  candidates: Candidate[];
  /** The endpoints of the models, those left out included. */
  total: number;
}

/** Who may answer, and in what order. Throws a 404 that says what removed which endpoint. */
export function chooseCandidates(
  task: Task,
  models: ModelDirectory,
  health: Health,
  sticky: StickyRoutes,
): Choice {
  const tariffOf = tariffsFor(task, health.clock.date());
  const named = models.findAll(task.models);
  const found = named.filter(({ model }, index) => named.findIndex((one) => one.model === model) === index);
  if (found.length === 0) throw noSuchModel(task, models);
  const filtered = found.map((one) => ({ ...one, ...filterEndpoints(one, task, tariffOf) }));
  const total = filtered.reduce((sum, { model }) => sum + model.endpoints.length, 0);
  const { routing } = task;
  const groups =
    routing.sort?.partition === "none"
      ? [filtered.flatMap((one) => toCandidates(one, health, tariffOf))]
      : filtered.map((one) => toCandidates(one, health, tariffOf));
  const by = { routing, random: () => health.clock.random() };
  const candidates = groups.flatMap((group) => {
    const ordered = usedUpLast(sticky.prefer(orderCandidates(group, by), task));
    // Without fallbacks only the best is asked, or those that the request lists.
    return routing.allow_fallbacks === false && !routing.order?.length ? ordered.slice(0, 1) : ordered;
  });
  if (candidates.length === 0) throw noneAllowed(task, filtered);
  return { candidates, total };
}

/** What endpoints take for the task if it has come now. */
function tariffsFor(task: Task, now: Date): TariffOf {
  let known: number | undefined;
  const promptTokens = () => {
    known ??= estimatePrompt(task);
    return known;
  };
  return ({ pricing }) => new Tariff(pricing, now, promptTokens);
}

function toCandidates(
  { model, variant, allowed }: FoundModel & Filtered,
  health: Health,
  tariffOf: TariffOf,
): Candidate[] {
  return allowed.map((endpoint) => ({
    model,
    variant,
    endpoint,
    tariff: tariffOf(endpoint),
    health: health.of(endpointKey(model.id, endpoint)),
  }));
}
