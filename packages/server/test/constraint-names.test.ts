import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "./support/chat.js";
import { startTinyServer, type TestServer } from "./support/server.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer();
});
afterAll(() => server.close());

const schema = {
  type: "object",
  properties: { a: { enum: [1, 2] } },
  required: ["a"],
  additionalProperties: false,
};
const grammar = 'root ::= "yes" | "no"';

describe("a constraint by another name", () => {
  it.each<[object, RegExp]>([
    [{ grammar }, /^(yes|no)$/],
    [{ guided_grammar: grammar }, /^(yes|no)$/],
    [{ ebnf: grammar }, /^(yes|no)$/],
    [{ structured_outputs: { grammar } }, /^(yes|no)$/],
    [{ json_schema: schema }, /^\{ ?"a": ?[12]\s*\}$/],
    [{ json_schema: JSON.stringify(schema) }, /^\{ ?"a": ?[12]\s*\}$/],
    [{ guided_json: schema }, /^\{ ?"a": ?[12]\s*\}$/],
    [{ structured_outputs: { json: schema } }, /^\{ ?"a": ?[12]\s*\}$/],
    [{ response_format: { type: "json_object", schema } }, /^\{ ?"a": ?[12]\s*\}$/],
    [{ regex: "[ab]{3}" }, /^[ab]{3}$/],
    [{ guided_regex: "[ab]{3}" }, /^[ab]{3}$/],
    [{ structured_outputs: { regex: "[ab]{3}" } }, /^[ab]{3}$/],
    [{ response_format: { type: "regex", pattern: "[ab]{3}" } }, /^[ab]{3}$/],
    [{ choice: ["left", "right"] }, /^(left|right)$/],
    [{ guided_choice: ["left", "right"] }, /^(left|right)$/],
    [{ structured_outputs: { choice: ["left", "right"] } }, /^(left|right)$/],
    [{ response_format: { type: "choice", choices: ["left", "right"] } }, /^(left|right)$/],
  ])("%j is honoured", async (fields, expected) => {
    const { status, body } = await ask(server, { ...fields, max_tokens: 400 });
    expect(status, JSON.stringify(body)).toBe(200);
    expect(body.choices[0].finish_reason).toBe("stop");
    expect(body.choices[0].message.content).toMatch(expected);
  });

  it("in structured_outputs.json_object is honoured", async () => {
    const { body } = await ask(server, { structured_outputs: { json_object: true }, max_tokens: 1 });
    expect(body.choices[0].message.content).toMatch(/^\{/);
  });

  it.each([
    [{ functions: [{ name: "f" }] }, "functions"],
    [{ function_call: "auto" }, "function_call"],
    [{ structural_tag: {} }, "structural_tag"],
    [{ guided_whitespace_pattern: " " }, "guided_whitespace_pattern"],
    [{ structured_outputs: { structural_tag: "x" } }, "structured_outputs"],
    [{ response_format: { type: "structural_tag" } }, "response_format.type"],
    [{ tools: [{ type: "custom", custom: { name: "f" } }] }, "tools[0].type"],
    [{ guided_json: "{" }, "guided_json"],
    [{ grammar, regex: "a" }, "regex"],
    [{ response_format: { type: "json_object" }, guided_choice: ["a"] }, "guided_choice"],
  ])("%j is refused by name", async (fields, param) => {
    const { status, body } = await ask(server, fields);
    expect(status).toBe(400);
    expect(body.error.param).toBe(param);
  });

  it.each([
    [{ grammar: "x" }, "grammar"],
    [{ guided_grammar: "x" }, "guided_grammar"],
    [{ ebnf: "x" }, "ebnf"],
    [{ structured_outputs: { grammar: "x" } }, "structured_outputs.grammar"],
    [{ json_schema: { type: "x" } }, "json_schema"],
    [{ guided_json: { properties: { a: { type: "x" } } } }, "guided_json.properties.a"],
    [{ structured_outputs: { json: { type: "x" } } }, "structured_outputs.json"],
    [{ regex: "(" }, "regex"],
    [{ guided_regex: "(" }, "guided_regex"],
    [{ response_format: { type: "json_object", schema: { type: "x" } } }, "response_format.schema"],
  ])("%j is told by the name that the request has for it", async (fields, param) => {
    const { status, body } = await ask(server, fields);
    expect(status).toBe(400);
    expect(body.error.param).toBe(param);
    expect(body.error.message.startsWith(`${param}: `)).toBe(true);
  });

  it.each(["grammar", "functions", "guided_json", "structured_outputs", "choice"])(
    "that is null is none: %s",
    async (name) => {
      expect((await ask(server, { [name]: null, max_tokens: 1 })).status).toBe(200);
    },
  );
});

it.each([{ regex: "\u0000" }, { regex: "a\\x00" }, { choice: ["\u0000"] }])(
  "what only U+0000 could match is refused: %j",
  async (fields) => {
    expect((await ask(server, fields)).status).toBe(400);
    expect((await ask(server, { regex: "[\\x00-b]", max_tokens: 5 })).status).toBe(200);
  },
);
