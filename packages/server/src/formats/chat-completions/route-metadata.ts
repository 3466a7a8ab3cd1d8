import type { RouteReport } from "../../generation/route-report.js";

/** `openrouter_metadata`: how the answer came about. */
export function routeMetadata(report: Readonly<RouteReport>) {
  const { requested, strategy, attempts, available, total, pipeline } = report;
  const served = attempts.findLast(({ errorType }) => errorType === null);
  return {
    requested,
    strategy,
    region: null,
    summary: summaryOf(report),
    attempt: attempts.length,
    is_byok: false,
    endpoints: {
      total,
      available: available.map(({ provider, model, endpoint }) => ({
        provider,
        model,
        endpoint,
        selected: served !== undefined && served.endpoint === endpoint && served.model === model,
      })),
    },
    attempts: attempts.map(({ provider, model, endpoint, status, errorType }) => ({
      provider,
      model,
      endpoint,
      status,
      ...(errorType !== null && { error_type: errorType }),
    })),
    ...(pipeline.length > 0 && { pipeline }),
  };
}

function summaryOf({ attempts, pipeline }: Readonly<RouteReport>): string {
  if (attempts.length === 0) return "no provider was asked";
  const told = attempts.map(({ provider, errorType }) => `${provider}: ${errorType ?? "answered"}`);
  return [...told, ...pipeline.map(({ summary }) => summary)].join("; ");
}
