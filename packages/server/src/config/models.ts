import type { Provider } from "../generation/provider.js";
import { AnthropicProvider } from "../providers/anthropic/provider.js";
import { supportedParameters as ofAnthropic } from "../providers/anthropic/supported-parameters.js";
import { GeminiProvider } from "../providers/gemini/provider.js";
import { supportedParameters as ofGemini } from "../providers/gemini/supported-parameters.js";
import type { Connections } from "../providers/http/connections.js";
import { InlineMedia } from "../providers/http/inline-media.js";
import type { Timeouts } from "../providers/http/timeouts.js";
import { OpenAiProvider } from "../providers/openai/provider.js";
import type { Endpoint } from "../router/endpoint.js";
import type { RoutedModel } from "../router/models.js";
import { UserError } from "../user-error.js";
import type { Configuration, ConfiguredModel, ConfiguredProvider } from "./schema.js";

/** The models of this machine, which configured endpoints can name. */
export interface EmbeddedModels {
  provider: Provider;
  /** By their ids and aliases. */
  find(name: string): RoutedModel | undefined;
}

/** What a configuration offers. Throws a `UserError` for what can't be offered. */
export function configuredModels(
  { providers, models }: Configuration,
  connections: Connections,
  embedded: EmbeddedModels,
): RoutedModel[] {
  const made = new Map(
    providers.map((one) => [
      one.slug.toLowerCase(),
      { settings: one, provider: withMedia(one, makeProvider(one, connections, embedded), connections) },
    ]),
  );
  return models.map((model) => {
    const endpoints = model.endpoints.map((endpoint): Endpoint => {
      const slug = endpoint.provider.toLowerCase();
      const { settings, provider } = (made.get(slug) ?? made.get(slug.split("/", 1)[0]!))!;
      const local = settings.type === "embedded" ? embeddedModel(embedded, endpoint.model) : undefined;
      return {
        provider,
        model: local?.id ?? endpoint.model,
        slug: endpoint.provider,
        pricing: endpoint.pricing,
        quantization: endpoint.quantization,
        contextLength: endpoint.context_length ?? local?.contextLength,
        maxCompletionTokens: endpoint.max_completion_tokens,
        supportedParameters:
          endpoint.supported_parameters ?? local?.supportedParameters ?? spoken[settings.type],
        dataPolicy: local ? { training: false, retention: "none" } : settings.data_policy,
        serviceTier: endpoint.service_tier,
      };
    });
    return describe(model, endpoints);
  });
}

function withMedia(
  { fetch_media: fetches }: ConfiguredProvider,
  provider: Provider,
  { files }: Connections,
): Provider {
  return fetches ? new InlineMedia(provider, files) : provider;
}

function makeProvider(
  { type, slug, name = slug, api_key: key, api_keys: keys, ...rest }: ConfiguredProvider,
  connections: Connections,
  embedded: EmbeddedModels,
): Provider {
  const options = {
    name,
    apiKeys: keys ?? (key === undefined ? [] : [key]),
    headers: rest.headers,
    timeouts: timeoutsOf(rest.timeouts),
    continues: rest.continues,
    connections,
  };
  switch (type) {
    case "openai":
      return new OpenAiProvider({ ...options, baseUrl: rest.base_url!, flavour: rest.flavour });
    case "embedded":
      return embedded.provider;
    case "anthropic":
      return new AnthropicProvider({ ...options, baseUrl: rest.base_url });
    case "gemini":
      return new GeminiProvider({ ...options, baseUrl: rest.base_url });
  }
}

function timeoutsOf(given: ConfiguredProvider["timeouts"] = {}): Partial<Timeouts> {
  const { connect_ms, first_token_ms, idle_ms, total_ms } = given;
  const entries = { connectMs: connect_ms, firstTokenMs: first_token_ms, idleMs: idle_ms, totalMs: total_ms };
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}

function embeddedModel(embedded: EmbeddedModels, name: string): RoutedModel {
  const model = embedded.find(name);
  if (model) return model;
  throw new UserError(
    `The embedded model ${name} is not loaded.`,
    "Start the server again, or name it with --model: models are loaded at the start.",
  );
}

const started = Math.floor(Date.now() / 1000);

function describe(model: ConfiguredModel, endpoints: readonly Endpoint[]): RoutedModel {
  const { id, name = id, description = "", aliases = [], distillable } = model;
  const lengths = endpoints.flatMap(({ contextLength }) => contextLength ?? []);
  return {
    id,
    aliases,
    name,
    description,
    created: started,
    ownedBy: id.includes("/") ? id.slice(0, id.indexOf("/")) : "local",
    contextLength: model.context_length ?? (lengths.length > 0 ? Math.max(...lengths) : 0),
    supportedParameters: [...new Set(endpoints.flatMap((one) => one.supportedParameters ?? usual))].sort(),
    defaultParameters: null,
    distillable,
    endpoints,
  };
}

/** What a server takes that says nothing about it. */
const usual = ["frequency_penalty", "max_tokens", "presence_penalty", "seed", "stop", "temperature", "top_p"];

/** What an API takes wherever it is spoken. */
const spoken: Partial<Record<ConfiguredProvider["type"], readonly string[]>> = {
  anthropic: ofAnthropic,
  gemini: ofGemini,
};
