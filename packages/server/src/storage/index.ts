export { openCounters } from "./counters/open-counters.js";
export type { KeptResponse } from "./kept-responses.js";
export { openStorage, type Storage, type StorageOptions } from "./open-storage.js";
export type { Retention } from "./retention.js";
