import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { isRight, measure } from "./scoreboard/measure.js";
import { readSamples } from "./scoreboard/samples.js";

const samples = readSamples(fileURLToPath(new URL("scoreboard/reduced.jsonl", import.meta.url)));
const known = JSON.parse(readFileSync(new URL("scoreboard/right.json", import.meta.url), "utf8")) as string[];

test(`of ${samples.length} schemas at least the known ${known.length} come out right, and no invalid value passes`, async () => {
  const right = new Set<string>();
  for (const sample of samples) {
    const result = await measure(sample, false);
    if (isRight(result)) right.add(sample.id);
    expect(result.accepted, sample.id).toEqual([]);
  }
  expect(known.filter((id) => !right.has(id))).toEqual([]);
});
