// CPU time of type-checking a file that imports a client, declaration files included (no skipLibCheck),
// beyond that of a file that imports nothing. The fastest of a few rounds: what slows a process is never its own work.
import { execFileSync } from "node:child_process";
import { printWhenMain } from "./lib/report.mjs";

const file = (name) => new URL(`./type-check/${name}.ts`, import.meta.url).pathname;

function checkTime(name) {
  const worker = new URL("./lib/type-check-worker.mjs", import.meta.url).pathname;
  return JSON.parse(execFileSync(process.execPath, [worker, file(name)], { encoding: "utf8" }));
}

export async function measure({ peers = true, rounds = peers ? 7 : 1 } = {}) {
  const names = ["nothing", "sdk", "openai"];
  const times = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) times.get(name).push(checkTime(name));
  const [nothing, sdk, openai] = names.map((name) => Math.min(...times.get(name)));
  return [
    {
      what: "Type check, beyond an empty file, against openai 6",
      value: (sdk - nothing) / (openai - nothing),
      unit: "×",
      budget: 0.25,
      limit: 0.35,
      compared: { "this SDK, ms": sdk - nothing, "openai 6, ms": openai - nothing },
    },
  ];
}

await printWhenMain(import.meta, measure);
