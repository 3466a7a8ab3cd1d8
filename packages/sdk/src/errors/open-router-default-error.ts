import { OpenRouterError } from "./open-router-error.js";

/** Any error status without a class of its own, for example 402, 403, 404, 408, 502, 503 or 529. */
export class OpenRouterDefaultError extends OpenRouterError {
  override get name(): string {
    return "OpenRouterDefaultError";
  }
}
