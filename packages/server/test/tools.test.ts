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

const parameters = {
  book: {
    type: "object",
    properties: {
      from: { type: "string", pattern: "^[A-Z]{3}$" },
      seats: { type: "integer", minimum: 1, maximum: 9 },
      class: { enum: ["first", "second"] },
    },
    required: ["from", "seats"],
    additionalProperties: false,
  },
  cancel: {
    type: "object",
    properties: { sure: { const: true } },
    required: ["sure"],
    additionalProperties: false,
  },
} as const;
const tools = [
  { type: "function", function: { name: "book", description: "Book seats", parameters: parameters.book } },
  { type: "function", function: { name: "cancel", parameters: parameters.cancel } },
  { type: "function", function: { name: "ping" } },
];
const seeds = Array.from({ length: 10 }, (_, index) => index);
const ajv = new Ajv2020();

interface Call {
  id: string;
  type: string;
  function: { name: string; arguments: string };
}

const check = (call: Call) => {
  expect(call.id).toMatch(/^call_[A-Za-z0-9]{24}$/);
  expect(call.type).toBe("function");
  const schema = parameters[call.function.name as keyof typeof parameters] ?? {
    type: "object",
    maxProperties: 0,
  };
  expect(ajv.validate(schema, JSON.parse(call.function.arguments)), call.function.arguments).toBe(true);
};

const choice = async (body: Record<string, unknown>) => {
  const { status, body: answer } = await ask(server, { tools, ...body });
  expect(status, JSON.stringify(answer)).toBe(200);
  return answer.choices[0];
};

describe("tool_choice", () => {
  it.each(seeds)("required gives calls whose arguments validate (seed %i)", async (seed) => {
    const { message, finish_reason, native_finish_reason } = await choice({ tool_choice: "required", seed });
    expect(finish_reason).toBe("tool_calls");
    expect(["grammar_end", "repeated_call"]).toContain(native_finish_reason);
    expect(message.content).toBeNull();
    expect(message.tool_calls.length).toBeGreaterThan(0);
    const made = (message.tool_calls as Call[]).map(
      ({ function: { name, arguments: args } }) => name + JSON.stringify(JSON.parse(args)),
    );
    expect(new Set(made).size).toBe(made.length);
    for (const call of message.tool_calls as Call[]) check(call);
  });

  it("a name gives one call of that function", async () => {
    for (const name of ["book", "cancel", "ping"]) {
      const { message } = await choice({ tool_choice: { type: "function", function: { name } } });
      expect(message.tool_calls.map((call: Call) => call.function.name)).toEqual([name]);
      check(message.tool_calls[0]);
    }
  });

  it("none gives no calls and does not mention the tools", async () => {
    const greedy = { temperature: 0, max_tokens: 20 };
    const { body: none } = await ask(server, { ...greedy, tools, tool_choice: "none" });
    const { body: without } = await ask(server, greedy);
    expect(none.choices).toEqual(without.choices);
    expect(none.usage.prompt_tokens).toBe(without.usage.prompt_tokens);
  });

  const code = (character: string) => tinyModelTokens.firstByte + character.charCodeAt(0);

  it("auto leaves text or calls to the model, with a response_format for the text", async () => {
    const open = { tool_choice: "auto", response_format: { type: "grammar", grammar: 'root ::= "zzz"' } };
    const called = await choice({ ...open, logit_bias: { [code("z")]: -100 } });
    expect(called.finish_reason).toBe("tool_calls");
    for (const call of called.message.tool_calls as Call[]) check(call);
    const answered = await choice({ ...open, logit_bias: { [code("<")]: -100 } });
    expect(answered).toMatchObject({ finish_reason: "stop", message: { content: "zzz" } });
    expect(answered.message.tool_calls).toBeUndefined();
  });

  it("auto is the default, and plain text stays text", async () => {
    const greedy = { temperature: 0, max_tokens: 20, logit_bias: { [code("<")]: -100 } };
    const { message, finish_reason } = await choice(greedy);
    expect(finish_reason).toBe("length");
    expect(message.content.length).toBeGreaterThan(0);
    const { body: auto } = await ask(server, { ...greedy, tools, tool_choice: "auto" });
    expect(auto.choices[0].message.content).toBe(message.content);
    expect(auto.usage.prompt_tokens).toBeGreaterThan((await ask(server, greedy)).body.usage.prompt_tokens);
  });
});

describe("an answer that is cut", () => {
  const contents = async (body: object) => {
    const { message } = await choice({ tool_choice: "required", parallel_tool_calls: false, ...body });
    const { text } = await askStreamed(server, { tools, tool_choice: "required", ...body });
    return [message.content ?? "", text];
  };

  it.each(Array.from({ length: 30 }, (_, index) => index + 1))(
    "shows nothing of a call's mark and head after %i tokens",
    async (max_tokens) => {
      expect(await contents({ max_tokens, seed: max_tokens })).toEqual(["", ""]);
    },
  );

  it.each(["call", ">", "{", "name", ":", '"'])("nor before the stop sequence %j", async (stop) => {
    expect(await contents({ stop: [stop], seed: 1 })).toEqual(["", ""]);
  });
});

describe("parallel_tool_calls", () => {
  const counts = (body: object) =>
    Promise.all(
      seeds.map(
        async (seed) => (await choice({ tool_choice: "required", seed, ...body })).message.tool_calls.length,
      ),
    );

  it("false gives one call, true and null may give several", async () => {
    expect(new Set(await counts({ parallel_tool_calls: false }))).toEqual(new Set([1]));
    expect(Math.max(...(await counts({ parallel_tool_calls: true })))).toBeGreaterThan(1);
    expect(Math.max(...(await counts({ parallel_tool_calls: null })))).toBeGreaterThan(1);
  });
});

describe("streamed tool calls", () => {
  it("come as deltas with index and id, and add up to the same calls", async () => {
    let several = 0;
    for (const seed of seeds) {
      const body = { tools, tool_choice: "required", seed };
      const whole = (await ask(server, body)).body.choices[0].message.tool_calls as Call[];
      const { chunks } = await askStreamed(server, body);
      const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
      const calls: Call[] = [];
      for (const { index, id, type, function: part } of deltas) {
        if (id !== undefined) {
          expect(index).toBe(calls.length);
          calls.push({ id, type, function: { name: part.name, arguments: part.arguments } });
        } else calls[index]!.function.arguments += part.arguments;
      }
      for (const call of calls) check(call);
      expect(calls.map((call) => call.function)).toEqual(whole.map((call) => call.function));
      expect(deltas.length).toBeGreaterThan(calls.length);
      expect(chunks.find((chunk) => chunk.choices[0]?.finish_reason).choices[0].finish_reason).toBe(
        "tool_calls",
      );
      expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe("");
      if (calls.length > 1) several++;
    }
    expect(several).toBeGreaterThan(0);
  });

  it("that are cut off end with length", async () => {
    const { message, finish_reason } = await choice({
      tool_choice: { type: "function", function: { name: "book" } },
      max_tokens: 45,
    });
    expect(finish_reason).toBe("length");
    expect(message.tool_calls[0].function).toMatchObject({ name: "book" });
    expect(() => JSON.parse(message.tool_calls[0].function.arguments)).toThrow();
  });
});

it("a function's description and parameters may be null: it takes no arguments", async () => {
  const open = { type: "function", function: { name: "now", description: null, parameters: null } };
  const { message } = await choice({ tools: [open], tool_choice: "required" });
  expect(message.tool_calls[0].function).toEqual({ name: "now", arguments: "{}" });
});

describe("tools that can't be", () => {
  it.each([
    [{ tool_choice: "required" }, "tool_choice"],
    [{ tools, tool_choice: { type: "function", function: { name: "fly" } } }, "tool_choice.function.name"],
    [{ tools: [...tools, tools[0]] }, "tools[3].function.name"],
    [{ tools: [{ type: "openrouter:web_search" }] }, "tools[0].type"],
    [{ tools: [{ type: "function", function: { name: "x".repeat(65) } }] }, "tools[0].function.name"],
    [
      {
        tools: [
          {
            type: "function",
            function: {
              name: "f",
              strict: true,
              parameters: { properties: { a: { type: "array", uniqueItems: true } }, required: ["a"] },
            },
          },
        ],
      },
      "tools[0].function.parameters.properties.a",
    ],
  ])("%j are refused, naming the field", async (body, param) => {
    const { status, body: answer } = await ask(server, body);
    expect(status, JSON.stringify(answer)).toBe(400);
    expect(answer.error.param).toBe(param);
  });
});
