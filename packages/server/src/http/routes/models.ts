import type { ServedModel, ServedModels } from "../../chat/served-models.js";
import { supportedParameters } from "../../chat/supported-parameters.js";

const describe = ({ id, name, description, created, defaults, engine }: ServedModel) => ({
  id,
  canonical_slug: id,
  name: name ?? id,
  description: description ?? "",
  created: created ?? 0,
  context_length: engine.model.contextLength,
  architecture: {
    modality: "text->text",
    input_modalities: ["text"],
    output_modalities: ["text"],
    tokenizer: "Other",
    instruct_type: null,
  },
  pricing: { prompt: "0", completion: "0", request: "0", image: "0" },
  top_provider: {
    context_length: engine.model.contextLength,
    max_completion_tokens: null,
    is_moderated: false,
  },
  per_request_limits: null,
  supported_parameters: supportedParameters(engine.model),
  default_parameters: defaults
    ? { temperature: defaults.temperature ?? null, top_p: defaults.topP ?? null }
    : null,
  supported_voices: null,
  links: { details: "/api/v1/models" },
});

/** `GET /models`, in OpenRouter's shape. */
export const modelList = (models: ServedModels) => ({
  data: models.list.map(describe),
  links: { next: null },
  total_count: models.list.length,
});
