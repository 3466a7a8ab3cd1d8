import { styleText } from "node:util";
import { Command } from "commander";
import { configuredModels } from "../config/models.js";
import type { Configuration } from "../config/schema.js";
import { toApiError } from "../generation/api-error.js";
import type { Task } from "../generation/task.js";
import { Connections } from "../providers/http/connections.js";
import type { Endpoint } from "../router/endpoint.js";
import { UserError } from "../user-error.js";
import { repeatable } from "./option-values.js";
import { type RoutingOptions, readConfigurationFile, routingOf } from "./routing.js";

/** `openrouter providers check`: asks every endpoint for a word. */
export function providersCommand(): Command {
  const check = new Command("check")
    .description("Try each endpoint of a configuration and tell what works.")
    .option("-c, --config <file>", "the configuration file")
    .option("--upstream <url>", "address of an OpenAI-compatible server; repeatable", repeatable)
    .option("--auto", "the providers whose keys the environment has")
    .action(checkProviders);
  return new Command("providers").description("The providers that a server routes to.").addCommand(check);
}

async function checkProviders(options: RoutingOptions): Promise<void> {
  const { config } = await routingOf(options);
  if (!config)
    throw new UserError(
      "There is nothing to check.",
      "Name a file with --config, or use --upstream or --auto.",
    );
  const configuration = "file" in config ? await readConfigurationFile(config.file) : config;
  const connections = new Connections();
  try {
    let failed = 0;
    for (const { id, endpoint } of remoteEndpoints(configuration, connections)) {
      const problem = await tryOut(endpoint);
      if (problem) failed++;
      const mark = problem ? styleText("red", "✗") : styleText("green", "✓");
      process.stdout.write(
        `${mark} ${id}  ${endpoint.slug}  ${endpoint.model}${problem ? `  ${problem}` : ""}\n`,
      );
    }
    if (failed > 0) throw new UserError(`${failed} of the endpoints don't work.`, "The lines above say why.");
  } finally {
    await connections.close();
  }
}

function remoteEndpoints(configuration: Configuration, connections: Connections) {
  const local = configuration.providers.filter(({ type }) => type === "embedded").map(({ slug }) => slug);
  const models = configuration.models.map((model) => ({
    ...model,
    endpoints: model.endpoints.filter(({ provider }) => !local.includes(provider)),
  }));
  const noModel = { provider: { name: "", generate: async () => {} }, find: () => undefined };
  return configuredModels({ ...configuration, models }, connections, noModel).flatMap(({ id, endpoints }) =>
    endpoints.map((endpoint) => ({ id, endpoint })),
  );
}

const question: Task = {
  models: [],
  messages: [{ role: "user", content: "Answer with the word yes." }],
  parameters: { max_tokens: 16 },
  routing: {},
  extra: {},
  client: "check",
};

/** What is wrong with the endpoint; undefined: nothing. */
async function tryOut({ provider, model }: Endpoint): Promise<string | undefined> {
  try {
    let ended = false;
    await provider.generate(question, model, AbortSignal.timeout(60_000), ({ type }) => {
      ended ||= type === "end";
    });
    return ended ? undefined : "the answer did not end";
  } catch (error) {
    return toApiError(error).message;
  }
}
