// Memory of reading one stream of a million chunks: what the heap holds early and late.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { startServer } from "./lib/compare.mjs";
import { printWhenMain } from "./lib/report.mjs";

export async function measure() {
  const server = await startServer();
  try {
    const worker = new URL("./lib/memory-worker.mjs", import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--expose-gc",
      worker,
      `${server.base}/stream/1000000/50`,
    ]);
    const { early, late } = JSON.parse(stdout);
    return [
      {
        what: "Heap growth from chunk 100,000 to 1,000,000, beyond the text",
        value: (late.heap - early.heap - (late.text - early.text)) / 1e6,
        unit: "MB",
        budget: 1,
        limit: 4,
        compared: { "text received, MB": late.text / 1e6 },
      },
    ];
  } finally {
    server.stop();
  }
}

await printWhenMain(import.meta, measure);
