import { parentPort } from "node:worker_threads";

/** To a thread: what it has to do. */
export interface Assignment<Task> {
  id: number;
  task: Task;
}

/** From a thread: that it is ready for its first task, or what became of one. */
export type Report<Result> = "ready" | { id: number; result: Result };

/** The thread's own side of `TaskThread`: does one task after the other. What `work` throws ends the thread. */
export function serveTasks<Task, Result>(work: (task: Task) => Result): void {
  const port = parentPort!;
  const report = (message: Report<Result>) => port.postMessage(message);
  port.on("message", ({ id, task }: Assignment<Task>) => report({ id, result: work(task) }));
  report("ready");
}
