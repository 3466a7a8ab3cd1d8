export { type GenerationRecordsOptions, openGenerationRecords } from "./generation-records.js";
export type { Retention } from "./retention.js";
