import { readFile } from "node:fs/promises";
import { discover, upstreamsOf } from "../config/discover.js";
import { readConfiguration } from "../config/read.js";
import type { Configuration } from "../config/schema.js";
import { UserError } from "../user-error.js";

export interface RoutingOptions {
  config?: string;
  upstream?: string[];
  auto?: boolean;
}

/** What is to be routed to: a file, servers named on the command line, those in the environment; or nothing. */
export async function routingOf(
  { config: file, upstream = [], auto }: RoutingOptions,
  signal?: AbortSignal,
): Promise<{
  config: { file: string } | Configuration | undefined;
  embedded: string[];
  /** The configuration says that keys are kept. */
  keepsKeys: boolean;
}> {
  if (file !== undefined) {
    if (upstream.length > 0 || auto) {
      throw new UserError("--config comes without --upstream and --auto.", "Name the servers in the file.");
    }
    const configuration = await readConfigurationFile(file);
    return {
      config: { file },
      embedded: embeddedNames(configuration),
      keepsKeys: configuration.accounts !== undefined,
    };
  }
  const upstreams = [...upstream.map((baseUrl) => ({ baseUrl })), ...(auto ? upstreamsOf(process.env) : [])];
  if (auto && upstreams.length === 0) {
    throw new UserError(
      "--auto found no provider in the environment.",
      "Set OPENAI_API_KEY, OPENROUTER_API_KEY, OLLAMA_HOST or the like.",
    );
  }
  return {
    config: upstreams.length > 0 ? await discover(upstreams, signal) : undefined,
    embedded: [],
    keepsKeys: false,
  };
}

export async function readConfigurationFile(file: string): Promise<Configuration> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw new UserError(`${file} can't be read: ${(error as Error).message}`, "Name a file with --config.");
  }
  return readConfiguration(text, file, process.env);
}

/** Models of this machine that the configuration names. */
function embeddedNames({ providers, models }: Configuration): string[] {
  const slugs = providers.filter(({ type }) => type === "embedded").map(({ slug }) => slug);
  const endpoints = models.flatMap((model) => model.endpoints);
  return [...new Set(endpoints.filter(({ provider }) => slugs.includes(provider)).map(({ model }) => model))];
}
