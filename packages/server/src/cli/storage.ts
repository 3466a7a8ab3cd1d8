import { openStorage, type Storage } from "../storage/index.js";
import { UserError } from "../user-error.js";
import { dataFolder } from "./local-server.js";
import { readConfigurationFile } from "./routing.js";

export interface StorageChoice {
  config?: string;
  databaseUrl?: string;
}

/** Does something with the database that a server with the same options uses. */
export async function withStorage<T>(
  { config, databaseUrl }: StorageChoice,
  action: (storage: Storage) => Promise<T>,
): Promise<T> {
  const configured = config === undefined ? undefined : await readConfigurationFile(config);
  const url = databaseUrl ?? configured?.storage?.database;
  const storage = await openStorage({ dataDir: dataFolder(), url }).catch((error: Error) => {
    throw new UserError(error.message, "Name a database with --database-url, or in the file of --config.");
  });
  try {
    return await action(storage);
  } finally {
    await storage.close();
  }
}
