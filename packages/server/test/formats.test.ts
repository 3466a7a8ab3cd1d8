import { execFileSync, spawnSync } from "node:child_process";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, askStreamed } from "./support/chat.js";
import { startTinyServer, type TestServer } from "./support/server.js";
import { tinyModelTokens } from "./support/tiny-model.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const ajv = new Ajv2020({ strict: false });
const seeds = Array.from({ length: 8 }, (_, index) => index);
const grammar = (text: string) => ({ response_format: { type: "grammar", grammar: text } });

/** An answer that must have come to its own end. */
const finished = async (body: Record<string, unknown>) => {
  const { status, body: answer } = await ask(server, body);
  expect(status, JSON.stringify(answer)).toBe(200);
  expect(answer.choices[0].finish_reason, JSON.stringify(answer)).toBe("stop");
  return answer.choices[0].message.content as string;
};

describe("response_format json_schema", () => {
  const order = {
    type: "object",
    properties: {
      id: { type: "string", pattern: "^[A-Z]{2}-[0-9]{3}$" },
      state: { enum: ["open", "paid", 3, null] },
      lines: {
        type: "array",
        minItems: 1,
        maxItems: 2,
        items: {
          type: "object",
          properties: { count: { type: "integer", minimum: 1, maximum: 20 }, gift: { type: "boolean" } },
          required: ["count"],
          additionalProperties: false,
        },
      },
      price: { anyOf: [{ type: "integer", minimum: 0, maximum: 99 }, { const: "free" }] },
      parent: { $ref: "#/$defs/parent" },
    },
    required: ["id", "state", "lines", "price"],
    additionalProperties: false,
    $defs: {
      parent: {
        type: "object",
        properties: { name: { type: "string", maxLength: 4 } },
        additionalProperties: false,
      },
    },
  };
  const format = (schema: unknown, strict: boolean | null = true) => ({
    response_format: { type: "json_schema", json_schema: { name: "order", strict, schema } },
  });

  it.each(seeds)("holds a random model to the schema (seed %i)", async (seed) => {
    const value = JSON.parse(await finished({ ...format(order), seed, temperature: 1.5 }));
    expect(ajv.validate(order, value), JSON.stringify([value, ajv.errors])).toBe(true);
  });

  it("tells the model the schema", async () => {
    const tokens = async (body: Record<string, unknown>) =>
      (await ask(server, { ...body, max_tokens: 1 })).body.usage.prompt_tokens;
    expect(await tokens(format(order))).toBeGreaterThan((await tokens({})) + 100);
  });

  it.each([
    [
      { type: "object", properties: { a: { type: "array", uniqueItems: true } }, required: ["a"] },
      "response_format.json_schema.schema.properties.a",
      "uniqueItems",
    ],
    [{ type: "array", uniqueItems: true }, "response_format.json_schema.schema", "uniqueItems"],
  ])("refuses with strict what it can't enforce, by name: %j", async (schema, param, keyword) => {
    const { status, body } = await ask(server, format(schema));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param, metadata: { keyword } });
    expect(body.error.message).toContain(keyword);
    expect((await ask(server, { ...format(schema, null), max_tokens: 1 })).status).toBe(200);
  });

  it("is sampled from the model: bias, penalties and seed still count", async () => {
    const schema = { type: "array", items: { enum: [..."abcdefgh"] }, minItems: 12, maxItems: 12 };
    const letters = async (body: Record<string, unknown>) =>
      JSON.parse(await finished({ ...format(schema), ...body }));
    const code = (letter: string) => tinyModelTokens.firstByte + letter.charCodeAt(0);
    expect(await letters({ logit_bias: { [code("a")]: 50 } })).toEqual(Array(12).fill("a"));
    expect(await letters({ logit_bias: { [code("b")]: 50 } })).toEqual(Array(12).fill("b"));
    expect(await letters({ seed: 1 })).toEqual(await letters({ seed: 1 }));
    expect(
      new Set((await Promise.all(seeds.map((seed) => letters({ seed })))).map(String)).size,
    ).toBeGreaterThan(1);
  });
});

describe("response_format", () => {
  it("json_object gives an object", async () => {
    const body = { response_format: { type: "json_object" }, max_tokens: 1500, seed: 2, stop: [] };
    const { body: answer } = await ask(server, {
      ...body,
      logit_bias: { [tinyModelTokens.firstByte + 125]: 20 },
    });
    expect(answer.choices[0].finish_reason).toBe("stop");
    const value = JSON.parse(answer.choices[0].message.content);
    expect(Object.prototype.toString.call(value)).toBe("[object Object]");
  });

  it("text changes nothing", async () => {
    const greedy = { temperature: 0, max_tokens: 20 };
    const text = async (body: object) =>
      (await ask(server, { ...greedy, ...body })).body.choices[0].message.content;
    expect(await text({ response_format: { type: "text" } })).toBe(await text({}));
  });

  it("grammar holds the answer to it", async () => {
    expect(await finished(grammar('root ::= "yes" | "no"'))).toMatch(/^(yes|no)$/);
    const { body } = await ask(server, grammar('root ::= "yes"'));
    expect(body.choices[0]).toMatchObject({ finish_reason: "stop", native_finish_reason: "grammar_end" });
  });

  it("grammar with a fault is refused with its place", async () => {
    const { status, body } = await ask(server, grammar('root ::= "a"\nroot2 ::= missing'));
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ param: "response_format.grammar", metadata: { line: 2, column: 11 } });
    expect(body.error.message).toContain("line 2, column 11");
  });

  const python = spawnSync("python3", ["--version"]).status === 0;

  it.skipIf(!python)("python gives text that Python's own parser takes (needs python3)", async () => {
    let complete = 0;
    for (const seed of seeds) {
      const newline = tinyModelTokens.firstByte + 10;
      const { body } = await ask(server, {
        response_format: { type: "python" },
        seed,
        max_tokens: 600,
        temperature: 0.8,
        logit_bias: { [tinyModelTokens.end]: 8, [newline]: 4 },
      });
      if (body.choices[0].finish_reason !== "stop") continue;
      complete++;
      const source = body.choices[0].message.content;
      execFileSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.buffer.read())"], {
        input: source,
      });
    }
    expect(complete).toBeGreaterThan(0);
  });

  it("and stop, streaming and characters of several bytes go together", async () => {
    const text = "é😀".repeat(15);
    const streamed = await askStreamed(server, grammar(`root ::= "${text}"`));
    expect(streamed.text).toBe(text);
    for (const chunk of streamed.chunks) expect(chunk.choices[0]?.delta.content ?? "").toMatch(/^[é😀]*$/u);
    const stopped = await askStreamed(server, { ...grammar('root ::= "hello world, hello"'), stop: "lo wo" });
    expect(stopped.text).toBe("hel");
    for (const chunk of stopped.chunks) expect(chunk.choices[0]?.delta.content ?? "").not.toContain("o");
  });
});
