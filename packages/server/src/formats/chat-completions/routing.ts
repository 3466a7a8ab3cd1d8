import type { RoutingPreferences } from "../../generation/task.js";
import type { ChatRequest } from "./schema/request.js";

/** Who may answer, from OpenRouter's `provider` and OpenAI's `service_tier`. */
export function routing({
  provider,
  service_tier: tier,
}: Pick<ChatRequest, "provider" | "service_tier">): RoutingPreferences {
  if (tier === undefined) return provider ?? {};
  return { ...provider, service_tier: tier === "fast" ? "priority" : tier };
}
