export type { RunningServer, ServedModel, ServerLimits, StartServerOptions } from "./http/options.js";
export { startServer } from "./http/server.js";
