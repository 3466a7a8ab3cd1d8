import { OpenRouterCore } from "../core/client.js";
import { APIKeys } from "./api-keys.js";
import { Chat } from "./chat.js";
import { Credits } from "./credits.js";
import { Endpoints } from "./endpoints.js";
import { Generations } from "./generations.js";
import { Models } from "./models.js";
import { Providers } from "./providers.js";

/** The client with all operations as methods. Create one and share it. */
export class OpenRouter extends OpenRouterCore {
  /** Chat completions. */
  readonly chat: Chat = new Chat(this);
  /** What models there are. */
  readonly models: Models = new Models(this);
  /** Who offers a model. */
  readonly endpoints: Endpoints = new Endpoints(this);
  /** What providers there are. */
  readonly providers: Providers = new Providers(this);
  /** What became of a request. */
  readonly generations: Generations = new Generations(this);
  /** What the account has. */
  readonly credits: Credits = new Credits(this);
  /** What the key may do. */
  readonly apiKeys: APIKeys = new APIKeys(this);
}
