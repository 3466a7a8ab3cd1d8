import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Tool } from "../../src/generation/task.js";
import { ask } from "../support/chat.js";
import { startTinyServer, type TestServer } from "../support/server.js";
import { tinyModelTokens } from "../support/tiny-model.js";

/** What real MCP servers answer to `tools/list`, without prose; `collect-tool-lists.mjs` renews them. */
interface ToolList {
  package: string;
  version: string;
  tools: { name: string; inputSchema: Record<string, unknown> }[];
}

const folder = new URL("tool-lists/", import.meta.url);
const lists = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), "utf8")) as ToolList,
);

let server: TestServer;
beforeAll(async () => {
  // What is told of the tools would only have to be read: random weights learn nothing from it.
  const chatTemplate =
    "{% for message in messages %}{% if message.role == 'user' %}{{ message.content }}\n{% endif %}{% endfor %}";
  server = await startTinyServer({ tiny: { chatTemplate } });
});
afterAll(() => server.close());

const ajv = new Ajv2020({ strict: false });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);

const validate = (list: ToolList, { name, arguments: json }: { name: string; arguments: string }) => {
  const tool = list.tools.find((one) => one.name === name);
  expect(tool, name).toBeDefined();
  const { $schema: _, ...schema } = tool!.inputSchema;
  const valid = ajv.validate(schema, JSON.parse(json));
  expect(valid, `${name} ${json.slice(0, 500)} ${ajv.errorsText()}`).toBe(true);
};

/** As a client of MCP sends them on. */
const toolsOf = ({ tools }: Pick<ToolList, "tools">): Tool[] =>
  tools.map(({ name, inputSchema }) => ({
    type: "function",
    function: { name, parameters: inputSchema },
  }));

/** Makes random weights come to the end of what they write. */
const towardsTheEnd = Object.fromEntries(
  [...'"}]'].map((character) => [tinyModelTokens.firstByte + character.charCodeAt(0), 12]),
);

/** The names of the functions that are called; the arguments are checked. */
const call = async (list: ToolList, more: Record<string, unknown>): Promise<string[]> => {
  const tools = toolsOf(list);
  const fixed = { tools, parallel_tool_calls: false, logit_bias: towardsTheEnd, seed: 1 };
  const { status, body } = await ask(server, { ...fixed, ...more });
  expect(status, JSON.stringify(body)).toBe(200);
  const [choice] = body.choices;
  expect(choice.finish_reason, JSON.stringify(choice)).toBe("tool_calls");
  const calls: { function: { name: string; arguments: string } }[] = choice.message.tool_calls;
  for (const { function: called } of calls) validate(list, called);
  return calls.map(({ function: { name } }) => name);
};

describe.each(lists)("the tools of $package $version", (list) => {
  // First: what was worked out for a tool is remembered, so that a busy machine has time for the whole list.
  it("have arguments that validate, each of them", async () => {
    for (const { name } of list.tools) {
      const names = await call(list, { tool_choice: { type: "function", function: { name } } });
      expect(names).toEqual([name]);
    }
  });

  it("are taken whole, and calls of any of them validate", async () => {
    for (const seed of [1, 2, 3]) await call(list, { tool_choice: "required", seed });
  });

  it("are left to the model", async () => {
    const { status, body } = await ask(server, { tools: toolsOf(list), max_tokens: 5 });
    expect(status, JSON.stringify(body)).toBe(200);
  });
});

it("are those of nine servers", () => {
  expect(lists).toHaveLength(9);
  expect(lists.flatMap(({ tools }) => tools)).toHaveLength(140);
});
