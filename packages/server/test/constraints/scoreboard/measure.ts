import { compileConstraint, UnsupportedSchemaError } from "../../../src/constraints/index.js";
import { engineGrammar } from "../harness.js";
import type { Sample } from "./samples.js";
import { textsOf } from "./texts.js";

export interface Result {
  id: string;
  /** Why the schema was refused; absent when it compiled. */
  refusal?: { keyword: string; reason: string; path: string };
  /** CPU milliseconds. */
  compileMs: number;
  valid: number;
  /** Valid instances that no text of is accepted. */
  rejected: unknown[];
  invalid: number;
  /** Invalid instances that are accepted. */
  accepted: unknown[];
}

/** Compiles a sample and tries its instances on the engine's own reading of the grammar. */
export async function measure(sample: Sample, strict: boolean): Promise<Result> {
  const schema = sample.wild ?? sample.schema;
  const result: Result = { id: sample.id, compileMs: 0, valid: 0, rejected: [], invalid: 0, accepted: [] };
  const before = process.cpuUsage();
  let grammar: string;
  try {
    const format = { type: "json_schema" as const, json_schema: { schema, strict } };
    grammar = compileConstraint({ format })!.grammar;
  } catch (error) {
    if (!(error instanceof UnsupportedSchemaError)) throw error;
    const { keyword, reason, path } = error;
    return { ...result, refusal: { keyword, reason, path }, compileMs: cpuSince(before) };
  }
  result.compileMs = cpuSince(before);
  const { accepts } = await engineGrammar(grammar);
  for (const { valid, data } of sample.tests) {
    const texts = valid ? textsOf(data, schema) : [JSON.stringify(data)];
    const found = some(texts, accepts);
    result[valid ? "valid" : "invalid"]++;
    if (valid && !found) result.rejected.push(data);
    if (!valid && found) result.accepted.push(data);
  }
  return result;
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function some(texts: Iterable<string>, accepts: (text: string) => boolean): boolean {
  for (const text of texts) if (accepts(text)) return true;
  return false;
}
