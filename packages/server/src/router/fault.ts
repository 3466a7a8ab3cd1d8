import type { ApiError, Fault } from "../generation/api-error.js";

/** What a failure means for the endpoint and for others; where the provider does not say, by its status. */
export function faultOf({ status, type, details }: ApiError): Fault {
  if (details.fault) return details.fault;
  if (type === "context_length_exceeded") return "unsupported";
  if (type === "content_policy_violation") return "refused";
  if (status === 429) return "rate_limit";
  return status < 500 ? "request" : "unavailable";
}
