// Runs every benchmark, prints the table and writes it to results.md: `node bench/run.mjs`.
import { writeFileSync } from "node:fs";
import { table } from "./lib/report.mjs";

export const benchmarks = ["bundle-size", "import-time", "type-check", "memory", "call-cpu", "stream-cpu"];

const rows = [];
for (const name of benchmarks) {
  const { measure } = await import(`./${name}.mjs`);
  rows.push(...(await measure()));
  console.error(`${name} done`);
}
const result = table(rows);
console.log(result);
writeFileSync(
  new URL("./results.md", import.meta.url),
  `# Results\n\nNode ${process.version}, ${process.platform} ${process.arch}. Ratios (×) are to a bare \`fetch\` loop in the same run.\n\n${result}\n`,
);
