// CPU time of importing the main entry in a fresh process.
import { execFileSync } from "node:child_process";
import { median } from "./lib/compare.mjs";
import { printWhenMain } from "./lib/report.mjs";

const script = (name) => `
  const before = process.cpuUsage();
  await import(${JSON.stringify(name)});
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000);`;

function importTime(name, rounds) {
  const times = Array.from({ length: rounds }, () =>
    Number(
      execFileSync(process.execPath, ["--input-type=module", "--eval", script(name)], {
        cwd: import.meta.dirname,
      }),
    ),
  );
  return median(times);
}

export async function measure({ peers = true, rounds = 9 } = {}) {
  const value = importTime("@openrouter/sdk", rounds);
  const others = {
    "published SDK 0.1.11": "published-openrouter-sdk-seed",
    "published SDK 1.3.19": "published-openrouter-sdk",
    "openai 6": "openai",
  };
  const compared = {};
  for (const [name, entry] of Object.entries(peers ? others : {})) compared[name] = importTime(entry, rounds);
  return [{ what: "Import of the main entry, CPU time", value, unit: "ms", budget: 30, limit: 60, compared }];
}

await printWhenMain(import.meta, measure);
