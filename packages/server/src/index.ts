export { createEngine, type EngineOptions } from "./engine/index.js";
export type { Engine } from "./engine/types.js";
export type { ServerLimits } from "./http/limits.js";
export type { RunningServer, ServedModel, StartServerOptions } from "./options.js";
export { startServer } from "./start-server.js";
export type { Retention } from "./storage/index.js";
export type { TelemetrySettings } from "./telemetry/tracing.js";
