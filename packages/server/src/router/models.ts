import type { Provider } from "../generation/provider.js";

/** One provider's offer of a model. */
export interface Endpoint {
  provider: Provider;
  /** The model's name at the provider. */
  model: string;
}

/** A model that requests can name, and who answers for it. */
export interface RoutedModel {
  /** `author/name`. Its last part is an alias. */
  id: string;
  aliases: readonly string[];
  name: string;
  description: string;
  /** Unix seconds. */
  created: number;
  ownedBy: string;
  /** Tokens that a prompt and its answer may fill together. */
  contextLength: number;
  /** The parameters honoured, by OpenRouter's names. */
  supportedParameters: readonly string[];
  /** What holds where a request leaves it open, if that is not the API's default. */
  defaultParameters: { temperature: number | null; top_p: number | null } | null;
  endpoints: readonly Endpoint[];
}

/** Names that stand for the first model. */
const automatic = new Set(["auto", "openrouter/auto"]);

function plain(name: string): string {
  return name.trim().toLowerCase();
}

function lastPart(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** The models of a server by id and alias; case does not matter. */
export class ModelDirectory {
  readonly list: readonly RoutedModel[];
  readonly #byName = new Map<string, RoutedModel>();

  constructor(models: readonly RoutedModel[]) {
    this.list = models;
    for (const model of models) this.#byName.set(plain(model.id), model);
    for (const model of models) {
      for (const alias of [...model.aliases, lastPart(model.id)]) {
        if (!this.#byName.has(plain(alias))) this.#byName.set(plain(alias), model);
      }
    }
  }

  get ids(): string[] {
    return this.list.map((model) => model.id);
  }

  /** The first of the names that is known; without names, the first model. */
  find(names: readonly string[]): RoutedModel | undefined {
    if (names.length === 0) return this.list[0];
    for (const name of names) {
      const found = this.#find(plain(name));
      if (found) return found;
    }
    return undefined;
  }

  #find(name: string): RoutedModel | undefined {
    const found = this.#byName.get(name) ?? (automatic.has(name) ? this.list[0] : undefined);
    if (found) return found;
    // A model that is nobody's but this machine's answers to any author: some clients insist on a slash.
    const local = this.#byName.get(`local/${lastPart(name)}`);
    return local;
  }
}
