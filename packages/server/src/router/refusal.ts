import { ApiError, type ApiErrorType } from "../generation/api-error.js";
import type { Task } from "../generation/task.js";
import { faultOf } from "./fault.js";
import type { Filtered } from "./filter.js";
import type { FoundModel, ModelDirectory } from "./models.js";
import type { Candidate } from "./order.js";

/** No model of the task's is known here. */
export function noSuchModel({ models: names }: Task, { ids }: ModelDirectory): ApiError {
  const asked = names.map((name) => JSON.stringify(name.slice(0, 100))).join(" or ");
  return new ApiError(404, "not_found", `No model named ${asked} here. Available: ${ids.join(", ")}`, {
    param: "model",
    availability: { code: "model_not_found", retryable: false, requested_models: names },
  });
}

/** The task's wishes leave no endpoint: says which of them removed which. */
export function noneAllowed(
  task: Task,
  filtered: readonly (FoundModel & Pick<Filtered, "excluded">)[],
): ApiError {
  const excluded = filtered.flatMap(({ excluded: some }) => some);
  const names = filtered.map(({ model }) => model.id).join(", ");
  const reasons = excluded.map(({ endpoint, by }) => `${endpoint.provider.name} (${endpoint.slug}): ${by}`);
  const by = [...new Set(excluded.map((one) => one.by))];
  const privacy = by.length > 0 && by.every((reason) => reason.startsWith("data_policy"));
  const parameter = by.length === 1 && by[0] === "require_parameters";
  return new ApiError(
    404,
    "not_found",
    `No endpoint of ${names} may answer: the request's preferences leave out ${reasons.join(", ") || "all of them"}`,
    {
      param: parameter ? "provider.require_parameters" : "provider",
      availability: {
        code: excluded.length === 0 ? "no_endpoints" : privacy ? "privacy_restricted" : "constraint_filtered",
        retryable: false,
        requested_models: task.models,
        affected_providers: [...new Set(excluded.map(({ endpoint }) => endpoint.slug))],
        excluded_by: by,
      },
    },
  );
}

/** Everybody that could be asked has failed, or rests. */
export function allFailed(
  task: Task,
  failures: readonly ApiError[],
  candidates: readonly Candidate[],
): ApiError {
  const breakers = candidates.map(({ health }) => health.breaker);
  const waitMs = Math.min(...breakers.map((breaker) => breaker.waitMs));
  const last = failures.at(-1);
  const previous = failures.slice(0, -1).map(({ status, details }) => ({
    provider: details.metadata?.provider_name ?? null,
    code: details.metadata?.provider_code ?? status,
    status: details.upstreamStatus ?? null,
  }));
  const limited =
    failures.length > 0
      ? failures.every((failure) => faultOf(failure) === "rate_limit")
      : breakers.every((breaker) => breaker.limited && breaker.state === "closed");
  const waits = failures.flatMap(({ details }) => details.retryAfterMs ?? []);
  const wait = waits.length > 0 ? Math.min(...waits) : waitMs;
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  const availability = {
    code: limited ? "capacity_exhausted" : "temporarily_unavailable",
    retryable: true,
    retry_after: seconds,
    requested_models: task.models,
  };
  if (!last) {
    const why = limited ? "is at its limit" : "has failed lately and is being spared";
    const message = `Every endpoint ${why}; try again in ${seconds} s`;
    const [status, type]: [number, ApiErrorType] = limited
      ? [429, "rate_limit_exceeded"]
      : [503, "provider_unavailable"];
    return new ApiError(status, type, message, {
      availability,
      headers: { "Retry-After": String(seconds) },
    });
  }
  const { status, type, message, details } = last;
  const retryable = status === 429 || status === 503;
  return new ApiError(status, type, message, {
    ...details,
    ...(failures.length > 1 && { metadata: { ...details.metadata, previous_errors: previous } }),
    ...(retryable && { availability }),
    ...(retryable && wait > 0 && { headers: { ...details.headers, "Retry-After": String(seconds) } }),
  });
}
