export { cacheDirectory, cachedPath, fileSize } from "./cache.js";
export { type CatalogueEntry, catalogue, defaultModel, findEntry, type ModelSource } from "./catalogue.js";
export type { ModelProgress, OnModelProgress } from "./progress.js";
export { type ResolvedModel, type ResolveModelOptions, resolveModel } from "./resolve.js";
