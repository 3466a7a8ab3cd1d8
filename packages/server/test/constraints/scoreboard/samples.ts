import { existsSync, readFileSync } from "node:fs";

/** A schema and instances with the verdict of the data set that they are from. */
export interface Sample {
  id: string;
  group: string;
  draft: string;
  schema: unknown;
  /** The schema as people write it, where the benchmark had hidden some names. */
  wild?: unknown;
  tests: { valid: boolean; data: unknown }[];
}

/** One sample a line. */
export function readSamples(path: string): Sample[] {
  if (!existsSync(path))
    throw new Error(`${path} is not there: the schemas to measure on are laid beside the repository`);
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Sample);
}

/** Schemas that people wrote for use: not those made up for the benchmark, nor the official test suite. */
export function isReal({ group }: Sample): boolean {
  return !/^(Synthesized|Handwritten|JSTS)/.test(group);
}

export function isOfficial({ group }: Sample): boolean {
  return group.startsWith("JSTS");
}
