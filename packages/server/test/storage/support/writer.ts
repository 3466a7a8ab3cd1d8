/**
 * A process of its own that keeps records: `writer.ts DATA_DIR PREFIX COUNT`. Says `ready` when the database is open,
 * begins when it is told, and says at the end how many are lost.
 */
import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { record } from "./fixture.js";
import { openRecords } from "./open-records.js";

const [dataDir, prefix, count] = process.argv.slice(2);
const records = await openRecords({
  dataDir,
  openMs: 60_000,
  onError: (error) => process.send?.({ error: error.message }),
});
process.send?.("ready");
await once(process, "message");
for (let index = 0; index < Number(count); index++) {
  records.add({ ...record, id: `${prefix}-${index}` });
  if (index % 10 === 0) await turn();
}
process.send?.("added");
await once(process, "message");
await records.close();
process.send?.({ lost: records.lost });
process.disconnect();
