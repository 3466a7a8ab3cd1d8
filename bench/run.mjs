// Runs every benchmark, prints the table and writes it to results.md: `node bench/run.mjs`.
import { writeFileSync } from "node:fs";
import { benchmarks } from "./benchmarks.mjs";
import { table } from "./lib/report.mjs";

const rows = [];
for (const [name, measure] of Object.entries(benchmarks)) {
  rows.push(...(await measure()));
  console.error(`${name} done`);
}
const result = table(rows);
console.log(result);
writeFileSync(
  new URL("./results.md", import.meta.url),
  `# Results\n\nNode ${process.version}, ${process.platform} ${process.arch}. Ratios (×) are to a bare \`fetch\` loop in the same run.\n\n${result}\n`,
);
