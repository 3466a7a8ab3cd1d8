import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { BARE, clients, SDK } from "./clients.mjs";

const start = async (file, ...args) => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
  const failed = once(child, "exit").then(() => Promise.reject(new Error(`${file} ${args} ended`)));
  failed.catch(() => {});
  const ask = async (message) => {
    if (message) child.send(message);
    const [answer] = await Promise.race([once(child, "message"), failed]);
    return answer;
  };
  return { ask, first: await ask(), stop: () => child.disconnect() };
};

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** The server of `server.mjs`, in a process of its own. */
export async function startServer() {
  const { first: port, stop } = await start("./server.mjs");
  return { base: `http://127.0.0.1:${port}`, stop };
}

/**
 * CPU time of a job by each client, as µs per unit and as a ratio to the bare client's. The clients take turns,
 * round by round, and the ratio is the median over the rounds: a busy machine slows neighbours alike.
 */
export async function compareCPU(options) {
  const { job, path, units, times = 1, parallel = 1, rounds = 9, names = Object.keys(clients) } = options;
  const server = await startServer();
  const base = server.base + path;
  const workers = new Map();
  try {
    for (const name of names) workers.set(name, await start("./client-worker.mjs", name));
    const measured = new Map(names.map((name) => [name, []]));
    let seen;
    for (let round = -1; round < rounds; round++) {
      for (const [name, worker] of workers) {
        const result = await worker.ask({ job, base, times, parallel });
        seen ??= result.seen;
        if (result.seen !== seen)
          throw new Error(`${name} read ${result.seen} characters instead of ${seen}`);
        if (round >= 0) measured.get(name).push(result.micros / (units * times * parallel));
      }
    }
    const baseline = measured.get(BARE);
    return names.map((name) => {
      const micros = measured.get(name);
      return { name, micros: median(micros), ratio: median(micros.map((value, i) => value / baseline[i])) };
    });
  } finally {
    for (const worker of workers.values()) worker.stop();
    server.stop();
  }
}

/** A row of the report from the results of `compareCPU`. On busy machines the ratio wavers: `limit` leaves room. */
export function ratioRow(what, results, budget) {
  const compared = Object.fromEntries(
    results.filter(({ name }) => name !== SDK && name !== BARE).map(({ name, ratio }) => [name, ratio]),
  );
  compared["bare fetch, µs"] = results.find(({ name }) => name === BARE).micros;
  const { ratio } = results.find(({ name }) => name === SDK);
  return { what, value: ratio, unit: "×", budget, limit: budget * 1.3, compared };
}
