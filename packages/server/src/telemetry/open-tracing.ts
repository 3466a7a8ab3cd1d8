import type { TelemetrySettings, Tracing } from "./tracing.js";

/** Traces over OTLP. The libraries for it are loaded only now. */
export async function openTracing(settings: TelemetrySettings): Promise<Tracing> {
  const { OpenTelemetryTracing } = await import("./open-telemetry.js");
  return new OpenTelemetryTracing(settings);
}
