export { openStorage, type Storage, type StorageOptions } from "./open-storage.js";
export type { Retention } from "./retention.js";
