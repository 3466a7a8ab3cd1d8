import type { StartServerOptions } from "../options.js";
import { UserError } from "../user-error.js";

type Environment = Record<string, string | undefined>;

/** Where traces go, by the variables that OpenTelemetry's tools have in common; undefined: those are not set. */
export function telemetryOfEnvironment(environment: Environment): StartServerOptions["telemetry"] {
  const endpoint = environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint) return undefined;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UserError(
      `OTEL_EXPORTER_OTLP_ENDPOINT must be a http:// or https:// address, got ${JSON.stringify(endpoint)}.`,
      "Name a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318, or unset the variable.",
    );
  }
  return { endpoint, serviceName: environment.OTEL_SERVICE_NAME || undefined };
}
