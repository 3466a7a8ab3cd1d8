import { parentPort, workerData } from "node:worker_threads";
import { toStorageError } from "./errors.js";
import type { DatabaseAddress, Reply, Request } from "./protocol.js";
import { RecoveringDatabase } from "./recovering-database.js";

/** The thread's own side of `DatabaseThread`. */
const database = new RecoveringDatabase(workerData as DatabaseAddress, (notice) => send({ notice }));

function send(reply: Reply): void {
  parentPort?.postMessage(reply);
}

async function answer({ id, method, args }: Request): Promise<void> {
  try {
    const result = await database.use(async (table) => {
      if (method === "open") return undefined;
      return (table[method] as (...args: unknown[]) => Promise<unknown>)(...args);
    });
    send({ id, result });
  } catch (error) {
    const { kind, message } = toStorageError(error);
    send({ id, error: { kind, message } });
  }
}

parentPort?.on("message", (request: Request) => void answer(request));
