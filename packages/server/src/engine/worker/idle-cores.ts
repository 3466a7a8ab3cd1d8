import { cpus } from "node:os";

/** How many cores had nothing to do on average since it was last asked. */
export function idleCoresMeter(): () => number {
  const look = () => ({
    idle: cpus().reduce((sum, { times }) => sum + times.idle, 0),
    time: performance.now(),
  });
  let last = look();
  return () => {
    const now = look();
    const cores = (now.idle - last.idle) / Math.max(1, now.time - last.time);
    last = now;
    return cores;
  };
}
