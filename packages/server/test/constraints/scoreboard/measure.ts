import {
  type CompiledConstraint,
  compileConstraint,
  UnsupportedSchemaError,
} from "../../../src/constraints/index.js";
import { firstProblem } from "../../../src/constraints/validate.js";
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
  /** Invalid instances that can be written, though the finished answer is told to be wrong. */
  drawn: unknown[];
  /** Whether finished answers are validated. */
  incomplete: boolean;
}

/** Whether the schema compiled and every instance got the verdict that it should. */
export function isRight({ refusal, rejected, accepted }: Result): boolean {
  return !refusal && rejected.length + accepted.length === 0;
}

/** Compiles a sample and tries its instances on the engine's own reading of the grammar. */
export async function measure(sample: Sample, strict: boolean): Promise<Result> {
  const schema = inDialect(sample);
  const result: Result = {
    id: sample.id,
    compileMs: 0,
    valid: 0,
    rejected: [],
    invalid: 0,
    accepted: [],
    drawn: [],
    incomplete: false,
  };
  const before = process.cpuUsage();
  let compiled: CompiledConstraint;
  try {
    const format = { type: "json_schema" as const, json_schema: { schema, strict } };
    compiled = compileConstraint({ format })!;
  } catch (error) {
    if (!(error instanceof UnsupportedSchemaError)) throw error;
    const { keyword, reason, path } = error;
    return { ...result, refusal: { keyword, reason, path }, compileMs: cpuSince(before) };
  }
  result.compileMs = cpuSince(before);
  const { accepts } = await engineGrammar(compiled.grammar);
  result.incomplete = compiled.incomplete.length > 0;
  for (const { valid, data } of sample.tests) {
    const texts = valid ? textsOf(data, schema) : [JSON.stringify(data)];
    const drawn = some(texts, accepts);
    // Where the grammar doesn't say all, the finished answer is validated.
    const found = drawn && !(result.incomplete && firstProblem(schema, JSON.stringify(data)));
    if (!valid && drawn) result.drawn.push(data);
    result[valid ? "valid" : "invalid"]++;
    if (valid && !found) result.rejected.push(data);
    if (!valid && found) result.accepted.push(data);
  }
  return result;
}

/** The official suite says beside its schemas which draft they are of. */
function inDialect({ id, wild, schema }: Sample): unknown {
  const isOld = id.startsWith("draft7/") && typeof schema === "object";
  return isOld ? { $schema: "http://json-schema.org/draft-07/schema#", ...schema } : (wild ?? schema);
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function some(texts: Iterable<string>, accepts: (text: string) => boolean): boolean {
  for (const text of texts) if (accepts(text)) return true;
  return false;
}
