import {
  type ConstraintCompiler,
  ConstraintCompilerBusy,
  ConstraintTooCostly,
} from "../../constraints/index.js";
import { AnswerCollector, type Choice } from "../../generation/answer.js";
import { ApiError } from "../../generation/api-error.js";
import type { Finish, GenerationEvent } from "../../generation/event.js";

/** Schemas that a grammar doesn't say all of. */
export interface OpenSchemas {
  /** That of the text; absent when the text is held to its form while it is drawn, or to none. */
  content?: { schema: unknown };
  /** Those of arguments, by the names of their functions. */
  calls: ReadonlyMap<string, unknown>;
}

/** The native reason of an answer that came to its end and breaks its schema. */
const mismatch = "schema_mismatch";

/** The events of one answer; where its end shows that it breaks a schema, its finish says so. */
export async function* validated(
  events: AsyncGenerator<GenerationEvent, void, void>,
  schemas: OpenSchemas,
  compiler: ConstraintCompiler,
  signal: AbortSignal,
): AsyncGenerator<GenerationEvent, void, void> {
  const answer = new AnswerCollector();
  for await (const event of events) {
    answer.add(event);
    if (event.type !== "finish" || isCut(event)) {
      yield event;
      continue;
    }
    const problem = await problemOf(answer.choices[event.choice]!, schemas, compiler, signal);
    yield problem === undefined ? event : failed(event, problem);
  }
}

/** Nobody expects of half an answer that it has its form. */
function isCut({ finishReason, nativeFinishReason }: Finish): boolean {
  return finishReason === "length" || nativeFinishReason === "stop_sequence";
}

function failed(finish: Finish, problem: string): Finish {
  const message = `The answer does not satisfy its schema, of which not all can be enforced while it is written: ${problem}`;
  const error = new ApiError(502, "provider_unavailable", message, { metadata: { reason: mismatch } });
  return { ...finish, finishReason: "error", nativeFinishReason: mismatch, error };
}

/** What is wrong with a finished answer, in words; undefined when nothing is. Works in the compiler's threads. */
async function problemOf(
  { content, toolCalls }: Choice,
  schemas: OpenSchemas,
  compiler: ConstraintCompiler,
  signal: AbortSignal,
): Promise<string | undefined> {
  const parts: { name: string; schema: unknown; json: string }[] = [];
  if (schemas.content && toolCalls.length === 0) {
    parts.push({ name: "the content", schema: schemas.content.schema, json: content });
  }
  for (const { function: call } of toolCalls) {
    if (!schemas.calls.has(call.name)) continue;
    const name = `the arguments of ${call.name}`;
    parts.push({ name, schema: schemas.calls.get(call.name), json: call.arguments });
  }
  for (const { name, schema, json } of parts) {
    const problem = await validate(compiler, schema, json, signal);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

async function validate(
  compiler: ConstraintCompiler,
  schema: unknown,
  json: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    return await compiler.validate(schema, json, signal);
  } catch (error) {
    const undecided = error instanceof ConstraintTooCostly || error instanceof ConstraintCompilerBusy;
    if (undecided) return `could not be validated: ${error.message}`;
    throw error;
  }
}
