import type { Route } from "../route.js";
import { activity } from "./activity.js";
import { chatCompletions } from "./chat-completions.js";
import { completions } from "./completions.js";
import { countTokens } from "./count-tokens.js";
import { credits } from "./credits.js";
import { embeddingModels, embeddings } from "./embeddings.js";
import { endpoints, zdrEndpoints } from "./endpoints.js";
import { generation } from "./generation.js";
import { generationStream, stopGeneration } from "./generation-stream.js";
import { generations } from "./generations.js";
import {
  assignGuardrail,
  createGuardrail,
  deleteGuardrail,
  getGuardrail,
  guardrailKeys,
  listGuardrails,
  unassignGuardrail,
  updateGuardrail,
} from "./guardrails.js";
import { health, ready } from "./health.js";
import { cancelResponse, deleteResponse, inputItems, keptResponse } from "./kept-responses.js";
import { key } from "./key.js";
import { createKey, deleteKey, getKey, listKeys, updateKey } from "./keys.js";
import { messages } from "./messages.js";
import { metrics } from "./metrics.js";
import { model, modelById, modelBySlug, modelCount, models, modelsOfUser } from "./models.js";
import { openApi } from "./openapi.js";
import { providers } from "./providers.js";
import { rerank } from "./rerank.js";
import { responses } from "./responses.js";

/** Every path that the server answers; the chat page takes what is left. */
export const routes: readonly Route[] = [
  chatCompletions,
  completions,
  messages,
  countTokens,
  embeddings,
  embeddingModels,
  rerank,
  responses,
  keptResponse,
  deleteResponse,
  cancelResponse,
  inputItems,
  models,
  modelCount,
  modelsOfUser,
  modelById,
  modelBySlug,
  model,
  endpoints,
  zdrEndpoints,
  providers,
  generation,
  generations,
  generationStream,
  stopGeneration,
  key,
  listKeys,
  createKey,
  getKey,
  updateKey,
  deleteKey,
  listGuardrails,
  createGuardrail,
  getGuardrail,
  updateGuardrail,
  deleteGuardrail,
  guardrailKeys,
  assignGuardrail,
  unassignGuardrail,
  credits,
  activity,
  openApi,
  health,
  ready,
  metrics,
];
