import type { RouteReport } from "../generation/route-report.js";
import type { Task } from "../generation/task.js";

export function newReport({ models }: Task): RouteReport {
  const [first = ""] = models;
  const automatic = first === "" || first === "auto" || first === "openrouter/auto";
  return {
    requested: first,
    strategy: automatic ? "auto" : models.length > 1 ? "fallback" : "direct",
    available: [],
    total: 0,
    attempts: [],
    pipeline: [],
  };
}
