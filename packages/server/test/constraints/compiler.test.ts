import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { afterEach, expect, test } from "vitest";
import {
  ConstraintCompiler,
  type ConstraintCompilerOptions,
  ConstraintTooCostly,
  GrammarError,
  UnsupportedSchemaError,
} from "../../src/constraints/index.js";
import { engineGrammar } from "./harness.js";

const open: ConstraintCompiler[] = [];

function compiler(options: ConstraintCompilerOptions = {}): ConstraintCompiler {
  const made = new ConstraintCompiler(options);
  open.push(made);
  return made;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

const schemaDemand = (schema: unknown, strict = false) => ({
  format: { type: "json_schema" as const, json_schema: { schema, strict } },
});
/** Takes seconds, and must not be made easier. */
const slow = schemaDemand({ type: "string", pattern: "^(\\w+\\s?){1,200}$" }, true);
/** Needs some hundred megabytes. */
const large = schemaDemand({ enum: Array.from({ length: 100_000 }, (_, i) => ({ a: i })) });

test("a demand becomes a grammar; without one there is none", async () => {
  const { compile } = bound(compiler());
  expect(await compile({})).toBeUndefined();
  expect(await compile({ format: { type: "text" } })).toBeUndefined();
  const { grammar, warnings } = (await compile(schemaDemand({ enum: ["a", 1] })))!;
  expect(warnings).toEqual([]);
  const { accepts } = await engineGrammar(grammar);
  expect(accepts('"a"')).toBe(true);
  expect(accepts("2")).toBe(false);
});

test("the same demand is compiled once", async () => {
  const { compile } = bound(compiler());
  const demand = schemaDemand({ type: "string", pattern: "^(\\w+\\s?){1,5}$" });
  const [first, second] = await Promise.all([compile(demand), compile(structuredClone(demand))]);
  expect(second).toBe(first);
  expect(await compile(demand)).toBe(first);
});

// Only Linux has a priority for each thread, and tells it.
test.runIf(process.platform === "linux")("compiling gives way to the thread of the sockets", async () => {
  const { compile } = bound(compiler({ threads: 1 }));
  await compile(schemaDemand({ type: "boolean" }));
  const niceness = readdirSync("/proc/self/task").map((thread) => {
    const [, fields] = readFileSync(`/proc/self/task/${thread}/stat`, "utf8").split(") ");
    return Number(fields!.split(" ")[16]);
  });
  const own = getPriority();
  expect(niceness).toContain(own + 5);
  expect(niceness.filter((value) => value === own).length).toBeGreaterThan(1);
});

test("errors keep their class and fields", async () => {
  const { compile } = bound(compiler());
  const refused = compile(schemaDemand({ properties: { a: { type: "strnig" } } }));
  await expect(refused).rejects.toBeInstanceOf(UnsupportedSchemaError);
  await expect(refused).rejects.toMatchObject({
    path: "/response_format/json_schema/schema/properties/a",
    keyword: "type",
  });
  const wrong = compile({ format: { type: "grammar", grammar: 'root ::= "a" |\n"b' } });
  await expect(wrong).rejects.toBeInstanceOf(GrammarError);
  await expect(wrong).rejects.toMatchObject({ line: 2, column: 1 });
  const unknown = compile({ tools: { tools: [{ name: "f" }], choice: { name: "g" }, parallel: true } });
  await expect(unknown).rejects.toThrow(/no tool is named "g"/);
});

test("past the deadline a demand is refused, and the next one is served", async () => {
  const { compile } = bound(compiler({ threads: 1, deadlineMs: 100 }));
  const late = compile(slow);
  const next = compile(schemaDemand({ type: "boolean" }));
  await expect(late).rejects.toBeInstanceOf(ConstraintTooCostly);
  await expect(late).rejects.toMatchObject({ limit: "time" });
  expect((await next)?.grammar).toContain("true");
});

test("past the memory limit too", async () => {
  const { compile } = bound(compiler({ threads: 1, memoryMb: 32, deadlineMs: 60_000 }));
  await expect(compile(large)).rejects.toMatchObject({ name: "ConstraintTooCostly", limit: "memory" });
  expect((await compile(schemaDemand({ type: "boolean" })))?.grammar).toContain("true");
});

test("a demand whose requests have gone is given up", async () => {
  const { compile } = bound(compiler({ threads: 1, deadlineMs: 600_000 }));
  const request = new AbortController();
  const gone = compile(slow, request.signal);
  const next = compile(schemaDemand({ type: "boolean" }));
  request.abort();
  await expect(gone).rejects.toMatchObject({ name: "AbortError" });
  expect((await next)?.grammar).toContain("true");
});

test("one that goes doesn't take the others along", async () => {
  const { compile } = bound(compiler());
  const request = new AbortController();
  const gone = compile(schemaDemand({ type: "integer" }), request.signal);
  const stays = compile(schemaDemand({ type: "integer" }));
  request.abort();
  await expect(gone).rejects.toMatchObject({ name: "AbortError" });
  expect((await stays)?.grammar).toContain("root");
});

test("what is too large or too deep is refused without being read to its end", async () => {
  const { compile } = bound(compiler());
  let deep: unknown = {};
  for (let i = 0; i < 50_000; i++) deep = { not: deep };
  await expect(compile(schemaDemand(deep))).rejects.toThrow(/nested too deeply/);
  const wide = { enum: Array.from({ length: 3_000_000 }, (_, i) => i) };
  await expect(compile(schemaDemand(wide))).rejects.toThrow(/too large/);
});

test("after close nothing is compiled", async () => {
  const closed = compiler();
  const pending = expect(closed.compile(slow)).rejects.toThrow(/closed|ended/);
  await closed.close();
  await pending;
  await expect(closed.compile(schemaDemand({ type: "null" }))).rejects.toThrow(/closed/);
});

function bound(made: ConstraintCompiler) {
  return { compile: made.compile.bind(made) };
}

test("a finished value is validated", async () => {
  const made = compiler();
  const schema = {
    $schema: "http://json-schema.org/draft-04/schema#",
    id: "http://a.b/c",
    items: { minimum: 0, exclusiveMinimum: true },
    uniqueItems: true,
  };
  expect(await made.validate(schema, "[1,2]")).toBeUndefined();
  expect(await made.validate(schema, "[1,1]")).toMatch(/duplicate/);
  expect(await made.validate(schema, "[0]")).toMatch(/\/0 must be > 0/);
  expect(await made.validate(schema, "[0")).toMatch(/not complete JSON/);
});
