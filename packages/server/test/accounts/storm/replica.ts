/** A server in a process of its own: `replica.ts OPTIONS` with the options of `startServer` as JSON. Says its address. */
import { startServer } from "../../../src/start-server.js";

const server = await startServer(JSON.parse(process.argv[2]!));
process.send?.(server.url);
process.once("message", async () => {
  await server.close(30_000);
  process.disconnect();
});
