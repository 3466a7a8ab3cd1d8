// Runs every benchmark, prints the table and writes it to results.md: `node bench/run.mjs`.
// With --check it measures this SDK without its peers, and fails when a figure exceeds its limit; nothing is written.
import { readFileSync, writeFileSync } from "node:fs";
import { sizes, times } from "./benchmarks.mjs";
import { table } from "./lib/report.mjs";

const check = process.argv.includes("--check");
const rows = [];
for (const [name, measure] of Object.entries({ ...sizes, ...times })) {
  rows.push(...(await measure({ peers: !check })));
  console.error(`${name} done`);
}
const result = table(rows);
console.log(result);
if (check) {
  const exceeded = rows.filter(({ value, limit }) => value > limit);
  for (const { what, value, unit, limit } of exceeded)
    console.error(`${what}: ${value} ${unit}, more than ${limit} ${unit}`);
  process.exitCode = exceeded.length > 0 ? 1 : 0;
} else {
  const file = new URL("./results.md", import.meta.url);
  // The router's part comes from `node bench/router.mjs`.
  const [, router = ""] = readFileSync(file, "utf8").split(/(?=^## The router$)/m);
  writeFileSync(
    file,
    `# Results\n\nNode ${process.version}, ${process.platform} ${process.arch}. Ratios (×) are to a bare \`fetch\` loop in the same run.\n\n${result}\n${router && `\n${router}`}`,
  );
}
