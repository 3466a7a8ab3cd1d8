// Client CPU time of a call that is not streamed.
import { BARE, clients, SDK } from "./lib/clients.mjs";
import { compareCPU, ratioRow } from "./lib/compare.mjs";
import { printWhenMain } from "./lib/report.mjs";

export async function measure({ peers = true, rounds } = {}) {
  const results = await compareCPU({
    job: "call",
    path: "/json",
    times: 1500,
    units: 1,
    rounds,
    names: peers ? Object.keys(clients) : [BARE, SDK],
  });
  return [ratioRow("CPU per call, not streamed", results, 1.1)];
}

await printWhenMain(import.meta, measure);
