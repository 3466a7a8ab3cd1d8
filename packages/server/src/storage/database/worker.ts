import { parentPort, workerData } from "node:worker_threads";
import { toStorageError } from "./errors.js";
import type { DatabaseAddress, Reply, Request } from "./protocol.js";
import { MovedAside, RecoveringDatabase } from "./recovering-database.js";

type Method = (...args: unknown[]) => Promise<unknown>;

/** The thread's own side of `DatabaseThread`. */
const database = new RecoveringDatabase(workerData as DatabaseAddress, (notice) => send({ notice }));

function send(reply: Reply): void {
  parentPort?.postMessage(reply);
}

async function answer({ id, table, method, args }: Request): Promise<void> {
  try {
    const result = await database.use(async (opened) => {
      if (method === "open") return undefined;
      const owner = (table ? opened[table] : opened) as unknown as Record<string, Method>;
      return owner[method]!(...args);
    });
    send({ id, result });
  } catch (error) {
    if (error instanceof MovedAside) return send({ id, again: true });
    const { kind, message } = toStorageError(error);
    send({ id, error: { kind, message } });
  }
}

parentPort?.on("message", (request: Request) => void answer(request));
