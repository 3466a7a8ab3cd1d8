import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isRight, measure, type Result } from "./measure.js";
import { isOfficial, isReal, readSamples, type Sample } from "./samples.js";

const besideRepository = fileURLToPath(
  new URL("../../../../../../shared/schemas/sample.jsonl", import.meta.url),
);
const { values } = parseArgs({
  options: {
    samples: { type: "string", default: besideRepository },
    every: { type: "string", default: "1" },
    strict: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    failures: { type: "boolean", default: false },
  },
});

const samples = readSamples(values.samples).filter((_, index) => index % Number(values.every) === 0);
const results = new Map<Sample, Result>();
for (const sample of samples) results.set(sample, await measure(sample, values.strict));

table("real schemas", isReal);
table("official test suite", isOfficial);
if (values.failures) printFailures();
if (values.record) {
  const right = [...results.values()].filter(isRight).map(({ id }) => id);
  writeFileSync(new URL("right.json", import.meta.url), `${JSON.stringify(right, undefined, 2)}\n`);
}

function table(title: string, belongs: (sample: Sample) => boolean): void {
  const all = samples.filter(belongs).map((sample) => results.get(sample)!);
  if (all.length === 0) return;
  const compiled = all.filter(({ refusal }) => !refusal);
  const right = all.filter(isRight);
  const total = (count: (result: Result) => number) =>
    compiled.reduce((sum, result) => sum + count(result), 0);
  const valid = total((result) => result.valid);
  const invalid = total((result) => result.invalid);
  const rejected = total((result) => result.rejected.length);
  const times = all.map(({ compileMs }) => compileMs).sort((a, b) => a - b);
  console.log(`\n## ${title} (${all.length})\n`);
  console.log(`| compiled | ${percent(compiled.length, all.length)} |\n|---|---|`);
  console.log(
    `| of these validated at the end | ${compiled.filter(({ incomplete }) => incomplete).length} |`,
  );
  console.log(`| invalid instances accepted | ${total((r) => r.accepted.length)} of ${invalid} |`);
  console.log(
    `| invalid instances written, and told at the end | ${total((r) => r.drawn.length - r.accepted.length)} |`,
  );
  console.log(`| valid instances rejected | ${percent(rejected, valid)} |`);
  console.log(`| compiled and every instance right | ${percent(right.length, all.length)} |`);
  console.log(
    `| compile, CPU, median / longest | ${times[times.length >> 1]!.toFixed(1)} / ${times.at(-1)!.toFixed(0)} ms |`,
  );
}

function percent(part: number, whole: number): string {
  return `${part} of ${whole} (${((100 * part) / Math.max(whole, 1)).toFixed(1)} %)`;
}

function printFailures(): void {
  for (const { id, refusal, rejected, accepted } of results.values()) {
    if (refusal) console.log(`${id}: refused: ${refusal.keyword} at ${refusal.path}: ${refusal.reason}`);
    for (const data of rejected) console.log(`${id}: valid, rejected: ${JSON.stringify(data).slice(0, 200)}`);
    for (const data of accepted)
      console.log(`${id}: invalid, accepted: ${JSON.stringify(data).slice(0, 200)}`);
  }
}
