import type { Configuration } from "../../src/config/schema.js";
import type { RunningServer, StartServerOptions } from "../../src/options.js";
import { startServer } from "../../src/start-server.js";

type Provider = Partial<Configuration["providers"][number]>;

/** Long enough for a busy machine: only what is to be silent is waited for less. */
export const patient = { connect_ms: 30_000, first_token_ms: 30_000, idle_ms: 30_000, total_ms: 60_000 };
export const hasty = { ...patient, first_token_ms: 150, idle_ms: 150 };

export const provider = (slug: string, base_url: string, more: Provider = {}) => ({
  slug,
  name: slug[0]!.toUpperCase() + slug.slice(1),
  type: "openai" as const,
  base_url,
  timeouts: patient,
  ...more,
});

/** A server that routes as the configuration says, with no model of its own. */
export const route = (
  config: Configuration,
  options: Partial<StartServerOptions> = {},
): Promise<RunningServer> => startServer({ config, ...options });
