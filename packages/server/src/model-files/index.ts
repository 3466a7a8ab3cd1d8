export { cacheDirectory, cachedPath, fileSize, notePath } from "./cache.js";
export {
  type CatalogueEntry,
  catalogue,
  defaultModel,
  findEntry,
  lightModel,
  type ModelSource,
  namesOf,
  type SamplingDefaults,
} from "./catalogue.js";
export { embeddingModel, embeddingModelOffer, resolveEmbeddingModel } from "./embedding-model.js";
export { cleanUp } from "./fetch.js";
export { type FoundRepository, searchHub } from "./hub.js";
export { machineMemory, neededMemory } from "./memory.js";
export type { ResolvedModel } from "./model.js";
export type { ModelProgress, OnModelProgress } from "./progress.js";
export { forgetModel, listPulled, type PulledModel, pathsOf, recallModel } from "./pulled.js";
export { type HubReference, type ModelReference, parseReference } from "./reference.js";
export { type DownloadOffer, type ResolveModelOptions, resolveModel } from "./resolve.js";
export { hubReferenceOf } from "./wanted.js";
