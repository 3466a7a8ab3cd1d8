import { execFileSync } from "node:child_process";

/** The process ids of the engines that a process has started. */
export function workers(parent = process.pid): number[] {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,stat=,args="], { encoding: "utf8" });
  return table
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, ppid, state, ...command]) =>
        Number(ppid) === parent && !state?.startsWith("Z") && /worker.main/.test(command.join(" ")),
    )
    .map(([pid]) => Number(pid));
}
