// Loaded before the program whose event loop is measured: tells its parent how late it was, and how large.
import { monitorEventLoopDelay } from "node:perf_hooks";

/** Milliseconds between two looks; part of each measured delay. */
const resolution = 5;
const delays = monitorEventLoopDelay({ resolution });
delays.enable();
let largest = 0;
setInterval(() => {
  largest = Math.max(largest, process.memoryUsage.rss());
}, 250).unref();

process.on("message", (message) => {
  if (message === "begin") {
    delays.reset();
    largest = 0;
    return;
  }
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution);
  process.send?.({ p999: late(delays.percentile(99.9)), longest: late(delays.max), memory: largest });
});
process.channel?.unref();
