// One client in a process of its own: `client-worker.mjs <name>`, jobs come as messages.
import { clients } from "./clients.mjs";

const client = await clients[process.argv[2]]();

process.on("message", async ({ job, base, times, parallel }) => {
  const before = process.cpuUsage();
  let seen;
  for (let i = 0; i < times; i++) {
    for (const length of await Promise.all(Array.from({ length: parallel }, () => client[job](base)))) {
      seen ??= length;
      if (length !== seen) throw new Error(`${process.argv[2]} read ${length} characters, then ${seen}`);
    }
  }
  const { user, system } = process.cpuUsage(before);
  process.send({ micros: user + system, seen });
});
process.on("disconnect", () => process.exit());
process.send("ready");
