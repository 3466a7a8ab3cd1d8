import type { OnLost, TelemetrySettings, Tracing } from "./tracing.js";

/** Traces over OTLP. The libraries for it are loaded only now. */
export async function openTracing(settings: TelemetrySettings, onLost: OnLost): Promise<Tracing> {
  const { OpenTelemetryTracing } = await import("./open-telemetry.js");
  return new OpenTelemetryTracing(settings, onLost);
}
