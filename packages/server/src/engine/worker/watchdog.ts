import { Worker } from "node:worker_threads";

/**
 * Ends this process as soon as its parent is gone, however that died. In a thread of its own, since the main thread
 * may be deep in native code; as text, so that the thread needs no loader.
 */
export function startWatchdog(parent: number): Worker {
  const watchdog = new Worker(source, { eval: true, execArgv: [], workerData: parent });
  watchdog.unref();
  return watchdog;
}

// On Windows the number of a parent that is gone stays; elsewhere it changes.
const source = `
  const parent = require("node:worker_threads").workerData;
  const exists = () => {
    try {
      return process.kill(parent, 0);
    } catch (error) {
      return error.code !== "ESRCH";
    }
  };
  setInterval(() => {
    if (process.ppid !== parent || !exists()) process.kill(process.pid, "SIGKILL");
  }, 500);
`;
