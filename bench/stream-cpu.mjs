// Client CPU time per streamed chunk, at one and at fifty events per write.
import { BARE, clients, SDK } from "./lib/clients.mjs";
import { compareCPU, ratioRow } from "./lib/compare.mjs";
import { printWhenMain } from "./lib/report.mjs";

const EVENTS = 20_000;
const budgets = new Map([
  [1, 1.1],
  [50, 1.3],
]);

/** @param {{ peers?: boolean, rounds?: number }} options `peers`: measure the published clients too */
export async function measure({ peers = true, rounds } = {}) {
  const rows = [];
  for (const [perWrite, budget] of budgets) {
    const results = await compareCPU({
      job: "stream",
      path: `/stream/${EVENTS}/${perWrite}`,
      units: EVENTS,
      rounds,
      names: peers ? Object.keys(clients) : [BARE, SDK],
    });
    rows.push(ratioRow(`CPU per streamed chunk, ${perWrite} per write`, results, budget));
  }
  return rows;
}

await printWhenMain(import.meta, measure);
