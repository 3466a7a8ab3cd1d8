import { OpenRouterCore } from "../core/client.js";
import { Chat } from "./chat.js";

/** The client with all operations as methods. Create one and share it. */
export class OpenRouter extends OpenRouterCore {
  /** Chat completions. */
  readonly chat: Chat = new Chat(this);
}
