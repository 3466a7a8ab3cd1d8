/** The whole storm: `npm run storm`. Prints the books, and fails when they disagree. Ends by itself. */
import { compareDecimals } from "../../../src/generation/decimal.js";
import { noServers, startPostgres, startRedis } from "../../support/servers.js";
import { storm } from "./storm.js";

if (noServers) {
  process.stderr.write(`${noServers}: there is no storm without them.\n`);
  process.exit(1);
}
const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
try {
  const requests = Number(process.argv[2] ?? 20_000);
  const result = await storm({ postgres, redis, replicas: 4, clients: 64, requests, faults: true });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  const agree =
    result.spent === result.sum &&
    compareDecimals(result.limitedSpent, result.limit) <= 0 &&
    result.statuses["rich 402"] === undefined &&
    result.unrecorded.length + result.wrong.length === 0;
  process.exitCode = agree ? 0 : 1;
} finally {
  await Promise.all([postgres.close(), redis.close()]);
}
