import { readlinkSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";

/** Steps below the process; where all cores are busy, such a thread has a third of what another has. */
const niceness = 5;

/** To a thread: what it has to do. */
export interface Assignment<Task> {
  id: number;
  task: Task;
}

/** From a thread: that it is ready for its first task, or what became of one. */
export type Report<Result> = "ready" | { id: number; result: Result };

/** The thread's own side of `TaskThread`: does one task after the other. What `work` throws ends the thread. */
export function serveTasks<Task, Result>(work: (task: Task) => Result): void {
  giveWay();
  const port = parentPort!;
  const report = (message: Report<Result>) => port.postMessage(message);
  port.on("message", ({ id, task }: Assignment<Task>) => report({ id, result: work(task) }));
  report("ready");
}

/** Lets the thread of the sockets, and answers that are being written, go before this one. Only Linux knows threads apart. */
function giveWay(): void {
  try {
    const thread = Number(readlinkSync("/proc/thread-self").split("/").at(-1));
    setPriority(thread, Math.min(constants.priority.PRIORITY_LOW, getPriority(thread) + niceness));
  } catch {
    // Another system, or one that doesn't tell: the thread stays as it is.
  }
}
