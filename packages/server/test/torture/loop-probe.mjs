// Loaded before the program whose event loop is measured: tells its parent how late it was, how much of that was work of
// its own, and how large the program became.
import { readFileSync } from "node:fs";
import { createHistogram } from "node:perf_hooks";

/** Milliseconds between two looks. */
const every = 5;
/** In microseconds. */
const delays = createHistogram();
const works = createHistogram();
let largest = 0;
let looks = 0;
let last = now();

setInterval(() => {
  const { wall, work } = now();
  delays.record(Math.max(1, Math.round(wall - last.wall - every * 1000)));
  works.record(Math.max(1, Math.round(work - last.work)));
  if (looks++ % 50 === 0) largest = Math.max(largest, process.memoryUsage.rss());
  last = now();
}, every).unref();

/** Time on the clock, and time that this thread has computed, in microseconds. */
function now() {
  return { wall: performance.now() * 1000, work: computed() };
}

/** Only Linux tells it of a thread; elsewhere all the time counts as work. */
function computed() {
  if (process.platform !== "linux") return performance.now() * 1000;
  return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1000;
}

process.on("message", (message) => {
  if (message === "begin") {
    delays.reset();
    works.reset();
    largest = 0;
    return;
  }
  const figures = (histogram) => ({ p999: histogram.percentile(99.9) / 1000, longest: histogram.max / 1000 });
  process.send?.({ delay: figures(delays), work: figures(works), memory: largest });
});
process.channel?.unref();
