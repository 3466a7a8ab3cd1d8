import { describe, expect, test } from "vitest";
import { compileConstraint, parseGrammar, type ToolCallOptions } from "../../src/constraints/index.js";
import { engineGrammar, validator } from "./harness.js";
import { createSampler, random } from "./sampler.js";

const weather = {
  name: "get_weather",
  parameters: {
    type: "object",
    properties: { city: { type: "string", minLength: 1 }, days: { type: "integer", minimum: 1, maximum: 7 } },
    required: ["city"],
    additionalProperties: false,
  },
};
const now = { name: "now" };
const tools = [weather, now];

function toolCallGrammar(options: ToolCallOptions): string {
  return compileConstraint({ tools: options })!.grammar;
}

const call = (name: string, args: unknown) =>
  `<tool_call>${JSON.stringify({ name, arguments: args })}</tool_call>`;
const sunny = call("get_weather", { city: "Rome", days: 3 });
const time = call("now", {});

async function check(options: ToolCallOptions, good: string[], bad: string[]) {
  const { accepts } = await engineGrammar(toolCallGrammar(options));
  for (const text of good) expect(accepts(text), text).toBe(true);
  for (const text of bad) expect(accepts(text), text).toBe(false);
}

test("required: one call, or several where parallel", async () => {
  const wrong = [
    "",
    "Hello",
    call("get_weather", {}),
    call("get_weather", { city: "Rome", days: 8 }),
    call("other", {}),
  ];
  await check({ tools, choice: "required", parallel: false }, [sunny, time], [...wrong, sunny + time]);
  await check(
    { tools, choice: "required", parallel: true },
    [sunny, sunny + time, `${time}\n${sunny}`],
    wrong,
  );
});

test("named: exactly one call of that tool", async () => {
  await check(
    { tools, choice: { name: "now" }, parallel: true },
    [time],
    [sunny, time + time, call("now", { a: 1 }), ""],
  );
});

test("auto: text, calls, or text and then calls", async () => {
  const good = [
    "",
    "Hello <b>",
    "a <tool_cal",
    "<<tool_call",
    sunny,
    `Let me look. ${sunny}`,
    `<tool_cal${time}`,
    `<${time}`,
  ];
  const bad = ["<tool_call>", "text <tool_call> text", `${sunny} done`, `x${call("get_weather", {})}`];
  await check({ tools, choice: "auto", parallel: false }, good, [...bad, sunny + time]);
  await check({ tools, choice: "auto", parallel: true }, [...good, sunny + time], bad);
});

test("tools without parameters and tools that allow more than objects take objects", async () => {
  const loose = { name: "f", parameters: { description: "anything" } };
  await check(
    { tools: [loose], choice: "required", parallel: false },
    [call("f", { a: [1] })],
    [call("f", 1), call("f", null)],
  );
  const empty = { name: "f", parameters: { type: "object", properties: {} } };
  await check(
    { tools: [empty], choice: "required", parallel: false },
    [call("f", {})],
    [call("f", { a: 1 })],
  );
});

test("arguments always validate", () => {
  const sample = createSampler(
    parseGrammar(toolCallGrammar({ tools, choice: "required", parallel: true })),
    random(3),
  );
  const judges = new Map([
    ["get_weather", validator(weather.parameters)],
    ["now", validator({ type: "object", maxProperties: 0 })],
  ]);
  for (let i = 0; i < 200; i++) {
    const calls = sample()
      .split("</tool_call>")
      .filter((part) => part.trim() !== "");
    for (const text of calls) {
      const { name, arguments: args } = JSON.parse(text.replace("<tool_call>", "")) as {
        name: string;
        arguments: unknown;
      };
      expect(judges.get(name)!(args), text).toBe(true);
    }
  }
});

describe("errors", () => {
  test("name the tool", () => {
    const bad = {
      name: "f",
      strict: true,
      parameters: { type: "object", properties: { a: { type: "string", format: "color" } } },
    };
    const grammar = () => toolCallGrammar({ tools: [now, bad], choice: "auto", parallel: true });
    expect(grammar).toThrow(
      expect.objectContaining({ path: "/tools/1/function/parameters/properties/a", keyword: "format" }),
    );
  });

  test("a tool whose arguments can't exist is refused, not left out", () => {
    const bad = { name: "f", parameters: { type: "string" } };
    const grammar = () => toolCallGrammar({ tools: [now, bad], choice: "auto", parallel: true });
    expect(grammar).toThrow(expect.objectContaining({ path: "/tools/1/function/parameters" }));
  });

  test("unknown tool, no tools", () => {
    expect(() => toolCallGrammar({ tools, choice: { name: "x" }, parallel: true })).toThrow(
      /no tool is named "x"/,
    );
    expect(() => toolCallGrammar({ tools: [], choice: "auto", parallel: true })).toThrow(RangeError);
  });
});
