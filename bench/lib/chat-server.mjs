// Our server in a process of its own: `chat-server.mjs <model.gguf> <parallel>`; sends its address, and on demand its
// memory and its processor time. The engine's process is not counted in either.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine } from "../../packages/server/dist/engine/index.js";
import { startServer } from "../../packages/server/dist/index.js";

const [modelPath, parallel] = process.argv.slice(2);
const dataDir = await mkdtemp(join(tmpdir(), "bench-server-"));
const engine = await createEngine({ modelPath, contextLength: 1024, parallel: Number(parallel) });
const server = await startServer({ models: [{ id: "bench/model", engine }], dataDir });

process.on("message", (wanted) => {
  if (wanted === "memory") global.gc();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  process.send({ rss, heapUsed, cpuMicros: user + system });
});
process.once("disconnect", async () => {
  await server.close(0);
  await engine.close();
  await rm(dataDir, { recursive: true });
});
process.send(server.url);
