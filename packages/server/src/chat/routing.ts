import type { ChatRequest } from "../schemas/chat-request.js";
import { notFound } from "./api-error.js";
import { providerName } from "./provider.js";
import type { ServedModel, ServedModels } from "./served-models.js";

const isThisProvider = (name: string) => name.toLowerCase() === providerName.toLowerCase();

const checkProvider = ({ provider }: ChatRequest) => {
  const excluded =
    provider?.ignore?.some(isThisProvider) ||
    (provider?.only && provider.only.length > 0 && !provider.only.some(isThisProvider)) ||
    (provider?.allow_fallbacks === false &&
      provider.order &&
      provider.order.length > 0 &&
      !provider.order.some(isThisProvider));
  if (excluded) {
    throw notFound(
      `The request's provider preferences leave out "${providerName}", the only provider here`,
      "provider",
    );
  }
};

/** The model that answers: `model`, or else the first of `models` that is served here. */
export const chooseModel = (request: ChatRequest, models: ServedModels): ServedModel => {
  checkProvider(request);
  const names = [...(request.model !== undefined ? [request.model] : []), ...(request.models ?? [])];
  const model = models.find(names);
  if (model) return model;
  throw notFound(
    `No model named ${names.map((name) => JSON.stringify(name.slice(0, 100))).join(" or ")} here. Available: ${models.ids.join(", ")}`,
    "model",
  );
};
