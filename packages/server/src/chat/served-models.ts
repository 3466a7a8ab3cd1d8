import type { Engine } from "../engine/types.js";

export interface ModelDefaults {
  /** Published with the model in `default_parameters`. */
  temperature?: number | undefined;
  /** Published with the model in `default_parameters`. */
  topP?: number | undefined;
  /** System message of conversations that begin without one. Default: what the chat template has. */
  system?: string | undefined;
}

/** An embedded model that the server offers under a name. */
export interface ServedModel {
  /** Catalogue name, such as `huggingfacetb/smollm2-135m-instruct`. Its last path segment is an alias. */
  id: string;
  /** Other names that requests may use. */
  aliases?: string[] | undefined;
  /** Name for people. Default: the id. */
  name?: string | undefined;
  description?: string | undefined;
  /** For requests that leave it open, what suits the model. Default: the API's defaults. */
  defaults?: ModelDefaults | undefined;
  /** Unix seconds. Default: 0. */
  created?: number | undefined;
  engine: Engine;
}

/** Names that stand for the first model served. */
const automatic = new Set(["auto", "openrouter/auto"]);

const plain = (name: string) => name.trim().toLowerCase();

/** The models of this server by catalogue name and alias; case does not matter. */
export class ServedModels {
  readonly #byName = new Map<string, ServedModel>();

  constructor(readonly list: readonly ServedModel[]) {
    for (const model of list) this.#byName.set(plain(model.id), model);
    for (const model of list) {
      for (const alias of [...(model.aliases ?? []), model.id.slice(model.id.lastIndexOf("/") + 1)]) {
        if (!this.#byName.has(plain(alias))) this.#byName.set(plain(alias), model);
      }
    }
  }

  get ids(): string[] {
    return this.list.map((model) => model.id);
  }

  /** The first of the names that is served; without names, the first model. */
  find(names: readonly string[]): ServedModel | undefined {
    if (names.length === 0) return this.list[0];
    for (const name of names) {
      const found = this.#byName.get(plain(name)) ?? (automatic.has(plain(name)) ? this.list[0] : undefined);
      if (found) return found;
    }
    return undefined;
  }
}
