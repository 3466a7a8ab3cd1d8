import type { GenerationRecords } from "../../../src/generation/records.js";
import { openStorage, type StorageOptions } from "../../../src/storage/index.js";

/** The records of a storage that is closed with them. */
export async function openRecords(options: StorageOptions): Promise<GenerationRecords> {
  const { records, close } = await openStorage(options);
  return {
    add: (record) => records.add(record),
    find: (id, client) => records.find(id, client),
    close,
    get lost() {
      return records.lost;
    },
    get health() {
      return records.health;
    },
  };
}
