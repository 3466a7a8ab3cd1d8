export { type GenerationRecordsOptions, openGenerationRecords } from "./generation-records.js";
export { type KeptResponse, KeptResponses } from "./kept-responses.js";
export type { Retention } from "./retention.js";
