import { type } from "arktype";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { jsonSchema, parseAnswer } from "../../src/structured-output/index.js";
import {
  costReaches,
  type RunEvent,
  type RunState,
  runTools,
  stepCountIs,
  ToolError,
  tokensUsed,
  tool,
  toolCalled,
} from "../../src/tools/index.js";
import { chunk, completion, json, sse } from "../support/server.js";
import { callChunks, calls, model, request, says } from "./support.js";

const weather = tool({
  name: "weather",
  description: "The weather in a city now",
  input: z.object({ city: z.string() }),
  execute: ({ city }) => ({ city, celsius: 21 }),
});

async function eventsOf(run: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const events = [];
  for await (const event of run) events.push(event);
  return events;
}
const typesOf = (events: RunEvent[]) => events.map(({ type }) => type).filter((type) => type !== "chunk");

describe("a run", () => {
  test("calls tools and gives the model their results until it has its answer", async () => {
    const { client, bodies } = await model(
      calls(["weather", { city: "Paris" }], ["weather", { city: "Rome" }, "weather-2"]),
      says("21 °C in both"),
    );
    const run = runTools(client, { ...request, tools: [weather], temperature: 0 });
    expect(bodies()).toEqual([]);
    const events = await eventsOf(run);
    expect(typesOf(events)).toEqual([
      ...["step-start", "step-end", "tool-call", "tool-call", "tool-result", "tool-result"],
      ...["step-start", "text", "step-end"],
    ]);
    expect(events).toContainEqual({
      ...{ type: "tool-result", step: 1, id: "weather-2", name: "weather" },
      ...{ input: { city: "Rome" }, output: { city: "Rome", celsius: 21 } },
    });
    expect(events).toContainEqual({ type: "text", step: 2, text: "21 °C in both" });

    const result = await run.result();
    expect(result).toMatchObject({ status: "completed", text: "21 °C in both", steps: 2, waiting: [] });
    expect(result.usage).toEqual({
      ...{ promptTokens: 30, completionTokens: 7, totalTokens: 37 },
      ...{ cachedTokens: 8, reasoningTokens: 1, cost: 0.75 },
    });
    const [first, second] = bodies();
    expect(first).toMatchObject({ ...request, stream: true, temperature: 0 });
    expect(first.tools).toEqual([
      {
        type: "function",
        function: {
          name: "weather",
          description: "The weather in a city now",
          parameters: expect.objectContaining({
            type: "object",
            properties: { city: { type: "string" } },
            required: ["city"],
            additionalProperties: false,
          }),
        },
      },
    ]);
    expect(second.messages.slice(1)).toEqual([
      {
        role: "assistant",
        content: "",
        tool_calls: ["Paris", "Rome"].map((city, index) => ({
          id: `weather-${index + 1}`,
          type: "function",
          function: { name: "weather", arguments: JSON.stringify({ city }) },
        })),
      },
      { role: "tool", tool_call_id: "weather-1", content: '{"city":"Paris","celsius":21}' },
      { role: "tool", tool_call_id: "weather-2", content: '{"city":"Rome","celsius":21}' },
    ]);
  });

  test("sends only what is the API's", async () => {
    const { client, bodies } = await model(says("Hi"));
    await runTools(client, {
      ...request,
      ...{ tools: [], stopWhen: [], finalAnswer: true, repeatLimit: 1, onToolError: "throw" },
      ...{ approve: () => true, approvals: {}, results: {}, state: undefined },
    }).result();
    expect(bodies()).toEqual([{ ...request, stream: true }]);
  });

  test("asks for whole answers when told so", async () => {
    const call = { id: "c", type: "function", function: { name: "weather", arguments: '{"city":"Paris"}' } };
    const { client } = await model(
      json({
        ...completion(),
        choices: [
          {
            index: 0,
            finish_reason: "tool_calls",
            message: { role: "assistant", content: null, reasoning: "Hm", tool_calls: [call] },
          },
        ],
      }),
      json(completion("Warm")),
    );
    const run = runTools(client, { ...request, tools: [weather], stream: false });
    expect(typesOf(await eventsOf(run))).toEqual([
      ...[
        "step-start",
        "reasoning",
        "step-end",
        "tool-call",
        "tool-result",
        "step-start",
        "text",
        "step-end",
      ],
    ]);
    expect(await run.result()).toMatchObject({ status: "completed", text: "Warm" });
  });

  test("sends reasoning details with their signature, and what it doesn't know, back as they came", async () => {
    const details = [
      { type: "reasoning.text", text: "Let me ", index: 0, format: "anthropic-claude-v1" },
      { type: "reasoning.text", text: "look", index: 0, format: "anthropic-claude-v1" },
      { type: "reasoning.text", signature: "c2ln", index: 0, format: "anthropic-claude-v1" },
      { type: "reasoning.encrypted", data: "enc", id: "r1", index: 1 },
    ];
    const delta = (part: object) => ({
      ...chunk(""),
      choices: [{ index: 0, delta: part, finish_reason: null }],
    });
    const { client, bodies } = await model(
      sse(
        ...details.map((detail) => delta({ reasoning_details: [detail] })),
        delta({ new_field: { a_b: 1 } }),
        ...callChunks(["weather", { city: "Paris" }]),
      ),
      says("Warm"),
    );
    const events = await eventsOf(runTools(client, { ...request, tools: [weather] }));
    expect(events.flatMap((event) => (event.type === "reasoning" ? [event.text] : []))).toEqual([
      "Let me ",
      "look",
    ]);
    expect(bodies()[1].messages[1]).toMatchObject({
      new_field: { a_b: 1 },
      reasoning_details: [
        {
          type: "reasoning.text",
          text: "Let me look",
          signature: "c2ln",
          index: 0,
          format: "anthropic-claude-v1",
        },
        { type: "reasoning.encrypted", data: "enc", id: "r1", index: 1 },
      ],
    });
  });

  test("runs calls in parallel, and reports as it happens; results go back in the order of the calls", async () => {
    let release = () => {};
    const blocked = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow = tool({ name: "slow", execute: () => blocked.then(() => "slow") });
    const quick = tool({
      name: "quick",
      execute: (_, { report }) => {
        report({ percent: 50 });
        return "quick";
      },
    });
    const { client, bodies } = await model(calls(["slow", {}], ["quick", {}]), says("Done"));
    const seen: string[] = [];
    for await (const event of runTools(client, { ...request, tools: [slow, quick] })) {
      if ("name" in event) seen.push(`${event.type} ${event.name}`);
      if (event.type === "tool-progress") expect(event.progress).toEqual({ percent: 50 });
      if (event.type === "tool-result" && event.name === "quick") release();
    }
    expect(seen).toEqual([
      ...[
        "tool-call slow",
        "tool-call quick",
        "tool-progress quick",
        "tool-result quick",
        "tool-result slow",
      ],
    ]);
    expect(
      bodies()[1]
        .messages.slice(2)
        .map(({ content }: { content: string }) => content),
    ).toEqual(["slow", "quick"]);
  });

  test("gives a tool its signal, ids and the conversation; any schema library will do; calls without id get one", async () => {
    const execute = vi.fn((_input: { a: number }, _context: unknown) => "ok");
    const traced = tool({ name: "traced", input: type({ a: "number" }), execute });
    const { client, bodies } = await model(calls(["traced", { a: 1 }, ""]), says("Done"));
    await runTools(client, { ...request, tools: [traced] }).result();
    const [input, context] = execute.mock.calls[0]!;
    expect(input).toEqual({ a: 1 });
    expect(context).toMatchObject({
      callId: "call_1_0",
      step: 1,
      messages: [request.messages[0], { role: "assistant" }],
    });
    expect(bodies()[1].messages[2]).toEqual({ role: "tool", tool_call_id: "call_1_0", content: "ok" });
  });

  test("what a tool gives becomes text, or what toModel makes of it", async () => {
    const outputs = { none: undefined, zero: 0, text: "as is", list: [1] };
    const tools = Object.entries(outputs).map(([name, output]) => tool({ name, execute: () => output }));
    const image = tool({
      name: "image",
      execute: () => "https://a.example/b.png",
      toModel: (url) => [{ type: "image_url", imageUrl: { url } }],
    });
    const { client, bodies } = await model(
      calls(...[...tools, image].map(({ name }) => [name, ""] as [string, string])),
      says("Done"),
    );
    await runTools(client, { ...request, tools: [...tools, image] }).result();
    expect(
      bodies()[1]
        .messages.slice(2)
        .map(({ content }: { content: unknown }) => content),
    ).toEqual([
      ...["null", "0", "as is", "[1]"],
      [{ type: "image_url", image_url: { url: "https://a.example/b.png" } }],
    ]);
  });

  test("a forced call is forced once", async () => {
    const { client, bodies } = await model(calls(["weather", { city: "Paris" }]), says("Warm"));
    await runTools(client, { ...request, tools: [weather], toolChoice: "required" }).result();
    expect(bodies().map(({ tool_choice }) => tool_choice)).toEqual(["required", "auto"]);
  });

  test("its last answer can be one by a schema", async () => {
    const responseFormat = jsonSchema(z.object({ celsius: z.number() }));
    const { client } = await model(calls(["weather", { city: "Paris" }]), says('{"celsius":21}'));
    const { response } = await runTools(client, { ...request, tools: [weather], responseFormat }).result();
    expect((await parseAnswer(response!, responseFormat)).choices[0]?.message.parsed).toEqual({
      celsius: 21,
    });
  });
});

describe("a run stops", () => {
  const again = calls(["weather", { city: "Paris" }]);

  test.each([
    ["after so many steps", stepCountIs(2), 2],
    ["when so many tokens were used", tokensUsed(31), 3],
    ["when so much was spent", costReaches(1), 2],
    ["when a tool was called", toolCalled("weather"), 1],
    ["when a predicate says so", async ({ messages }: RunState) => messages.length > 4, 2],
    ["when any of several does", [stepCountIs(9), stepCountIs(1)], 1],
  ])("%s, with the results of its calls", async (_, stopWhen, steps) => {
    const { client, bodies } = await model(again);
    const result = await runTools(client, {
      ...request,
      tools: [weather],
      stopWhen,
      repeatLimit: Infinity,
    }).result();
    expect(result).toMatchObject({ status: "stopped", stoppedBy: "condition", steps, text: "" });
    expect(result.state.messages.at(-1)).toMatchObject({ role: "tool" });
    expect(bodies()).toHaveLength(steps);
  });

  test("and gives a final answer when one is wanted", async () => {
    const { client, bodies } = await model(again, says("As far as I know"));
    const stopWhen = stepCountIs(1);
    const result = await runTools(client, {
      ...request,
      tools: [weather],
      stopWhen,
      finalAnswer: true,
    }).result();
    expect(result).toMatchObject({
      status: "completed",
      stoppedBy: "condition",
      text: "As far as I know",
      steps: 2,
    });
    expect(bodies()[1]).toMatchObject({ tool_choice: "none", tools: [{ type: "function" }] });
  });

  test("after 32 steps by itself", async () => {
    const { client } = await model(again);
    expect(
      await runTools(client, { ...request, tools: [weather], repeatLimit: Infinity }).result(),
    ).toMatchObject({
      status: "stopped",
      steps: 32,
    });
  });

  test("when the model repeats a call though it was told not to", async () => {
    const execute = vi.fn(() => "nothing new");
    const poll = tool({ name: "poll", input: z.object({ a: z.int(), b: z.int() }), execute });
    const { client } = await model(
      calls(["poll", '{"a":1,"b":2}'], ["weather", { city: "Paris" }]),
      calls(["poll", '{ "a": 1, "b": 2 }']),
    );
    const run = runTools(client, { ...request, tools: [poll, weather], repeatLimit: 2 });
    const skipped = (await eventsOf(run)).filter(({ type }) => type === "tool-skipped");
    expect(skipped).toMatchObject([
      { step: 3, name: "poll", reason: "repeated", toModel: expect.stringContaining("2 times in a row") },
      { step: 4, name: "poll", reason: "repeated" },
    ]);
    expect(execute).toHaveBeenCalledTimes(2);
    expect(await run.result()).toMatchObject({ status: "stopped", stoppedBy: "repeated-calls", steps: 4 });
  });

  test("but not for the same call later, or with other arguments", async () => {
    const city = (name: string) => calls(["weather", { city: name }]);
    const { client } = await model(city("A"), city("B"), city("A"), city("B"), says("Done"));
    const result = await runTools(client, { ...request, tools: [weather], repeatLimit: 1 }).result();
    expect(result).toMatchObject({ status: "completed", steps: 5 });
  });
});

describe("a call that fails", () => {
  const broken = tool({
    name: "broken",
    execute: (): string => {
      throw new RangeError("out of order");
    },
  });
  const failing = () =>
    model(
      calls(["broken", {}], ["weather", { city: 1 }], ["weather", "{", "w2"], ["nothing", {}]),
      says("Sorry"),
    );
  const tools = [broken, weather] as const;

  test("is told to the model, with what is wrong", async () => {
    const { client, bodies } = await failing();
    const run = runTools(client, { ...request, tools });
    const errors = (await eventsOf(run)).flatMap((event) =>
      event.type === "tool-error" ? [event.error] : [],
    );
    expect(errors.map(({ kind, toolName }) => `${kind} ${toolName}`).sort()).toEqual([
      ...["execution broken", "input weather", "input weather", "unknown-tool nothing"],
    ]);
    expect(errors.find(({ kind }) => kind === "execution")?.cause).toBeInstanceOf(RangeError);
    expect(
      bodies()[1]
        .messages.slice(2)
        .map(({ content }: { content: string }) => content),
    ).toEqual([
      "Error: out of order",
      expect.stringMatching(/^Error: Invalid arguments: city: .*string/),
      expect.stringMatching(/^Error: Invalid arguments: not JSON/),
      'Error: There is no tool "nothing". Tools: broken, weather',
    ]);
    expect((await run.result()).status).toBe("completed");
  });

  test("is thrown when told so; the run can go on from its state", async () => {
    const { client, bodies } = await failing();
    const run = runTools(client, { ...request, tools, onToolError: "throw" });
    await expect(run.result()).rejects.toThrow(ToolError);
    await expect(run.result()).rejects.toMatchObject({ callId: expect.any(String) });
    const result = await runTools(client, { ...request, messages: [], tools, state: run.state }).result();
    expect(result).toMatchObject({ status: "completed", text: "Sorry" });
    expect(bodies()).toHaveLength(2);
  });

  test("is what a function says of it", async () => {
    const { client, bodies } = await failing();
    const onToolError = async (error: ToolError) => {
      if (error.kind === "unknown-tool") throw new Error("never heard of it");
      return `${error.kind}!`;
    };
    const run = runTools(client, { ...request, tools, onToolError });
    await expect(run.result()).rejects.toThrow("never heard of it");
    await runTools(client, { tools, onToolError: ({ kind }) => kind, state: run.state }).result();
    expect(bodies()[1].messages.at(-1).content).toBe("unknown-tool");
  });
});

describe("a run waits", () => {
  const remove = vi.fn(({ file }: { file: string }) => `${file} removed`);
  const removing = tool({
    name: "remove",
    input: z.object({ file: z.string() }),
    needsApproval: ({ file }) => file !== "temp",
    execute: remove,
  });
  const manual = tool({ name: "ask_user", input: z.object({ question: z.string() }) });
  const tools = [removing, manual, weather] as const;
  const asking = () =>
    model(
      calls(
        ["remove", { file: "a" }, "r1"],
        ["remove", { file: "b" }, "r2"],
        ["remove", { file: "temp" }, "r3"],
        ["ask_user", { question: "Sure?" }, "m1"],
        ["weather", { city: "Paris" }, "w1"],
      ),
      says("Done"),
    );

  test("for approval and for manual tools; stored as JSON it goes on elsewhere", async () => {
    remove.mockClear();
    const { client, bodies } = await asking();
    const first = await runTools(client, { ...request, tools }).result();
    expect(first).toMatchObject({
      status: "waiting",
      waiting: [
        { waitsFor: "approval", id: "r1", name: "remove", input: { file: "a" } },
        { waitsFor: "approval", id: "r2", name: "remove", input: { file: "b" } },
        { waitsFor: "result", id: "m1", name: "ask_user", input: { question: "Sure?" } },
      ],
    });
    expect(remove.mock.calls.map(([input]) => input)).toEqual([{ file: "temp" }]);

    const stored = JSON.stringify(first.state);
    const run = runTools(client, {
      model: "test/model",
      tools,
      state: JSON.parse(stored),
      approvals: { r1: true, r2: { approved: false, reason: "still needed" } },
      results: { m1: { sure: true } },
    });
    const events = await eventsOf(run);
    expect(typesOf(events).slice(0, 4).sort()).toEqual([
      "tool-call",
      "tool-result",
      "tool-result",
      "tool-skipped",
    ]);
    expect(await run.result()).toMatchObject({
      status: "completed",
      text: "Done",
      steps: 2,
      usage: { cost: 0.75 },
    });
    expect(bodies()[1].messages.slice(2)).toEqual(
      [
        ["r1", "a removed"],
        ["r2", "The user did not allow this call: still needed"],
        ["r3", "temp removed"],
        ["m1", '{"sure":true}'],
        ["w1", '{"city":"Paris","celsius":21}'],
      ].map(([tool_call_id, content]) => ({ role: "tool", tool_call_id, content })),
    );
  });

  test("again, when not all is decided", async () => {
    const { client, bodies } = await asking();
    const { state } = await runTools(client, { ...request, tools }).result();
    const { waiting } = await runTools(client, { tools, state, approvals: { r1: false } }).result();
    expect(waiting.map(({ id }) => id)).toEqual(["r2", "m1"]);
    expect(bodies()).toHaveLength(1);
  });

  test("not where `approve` decides; a function without code is a manual tool", async () => {
    const { client, bodies } = await model(
      calls(["remove", { file: "a" }], ["plain", { x: 1 }]),
      says("Done"),
    );
    const plain = { type: "function" as const, function: { name: "plain" } };
    const { waiting, state } = await runTools(client, {
      ...request,
      tools: [removing, plain],
      approve: async ({ name, input }) => ({
        approved: false,
        reason: `no ${name} of ${JSON.stringify(input)}`,
      }),
    }).result();
    expect(waiting).toEqual([{ waitsFor: "result", id: "plain-1", name: "plain", input: { x: 1 } }]);
    await runTools(client, { tools: [removing, plain], state, results: { "plain-1": "y" } }).result();
    expect(
      bodies()[1]
        .messages.slice(2)
        .map(({ content }: { content: string }) => content),
    ).toEqual(['The user did not allow this call: no remove of {"file":"a"}', "y"]);
  });

  test("decisions on other calls, and states of other versions, are refused", async () => {
    const { client } = await asking();
    const { state } = await runTools(client, { ...request, tools }).result();
    expect(() => runTools(client, { tools, state, approvals: { r9: true } })).toThrow(
      "approvals.r9: no such call waits; waiting: r1, r2, m1",
    );
    expect(() => runTools(client, { tools, state, results: { w1: 1 } })).toThrow(
      "results.w1: no such call waits",
    );
    expect(() => runTools(client, { tools, state: { ...state, version: 2 } as never })).toThrow(
      "was version 2",
    );
  });
});

describe("an abort", () => {
  test("ends the request under way", async () => {
    const { client, pending } = await model(() => {});
    const stop = new AbortController();
    const run = runTools(client, { ...request, tools: [weather] }, { signal: stop.signal });
    const result = run.result();
    await vi.waitFor(() => expect(pending.size).toBe(1));
    stop.abort();
    await expect(result).rejects.toMatchObject({ name: "RequestAbortedError" });
    await vi.waitFor(() => expect(pending.size).toBe(0));
    expect(run.state.messages).toEqual(request.messages);
  });

  test("ends tools, also those that don't listen; what had its result keeps it", async () => {
    const stop = new AbortController();
    const signals: AbortSignal[] = [];
    const deaf = tool({
      name: "deaf",
      execute: (_, { signal }) => {
        signals.push(signal);
        return new Promise<string>(() => {});
      },
    });
    const { client, bodies } = await model(calls(["weather", { city: "Paris" }], ["deaf", {}]), says("Done"));
    const run = runTools(client, { ...request, tools: [weather, deaf] }, { signal: stop.signal });
    await expect(async () => {
      for await (const event of run) if (event.type === "tool-result") stop.abort(new Error("enough"));
    }).rejects.toMatchObject({ name: "RequestAbortedError", cause: { message: "enough" } });
    expect(signals[0]?.aborted).toBe(true);
    expect(run.state.messages.at(-1)).toMatchObject({ role: "tool", toolCallId: "weather-1" });

    const other = tool({ name: "deaf", execute: () => "now" });
    await runTools(client, { tools: [weather, other], state: run.state }).result();
    expect(bodies()[1].messages.at(-1)).toMatchObject({ tool_call_id: "deaf-1", content: "now" });
  });

  test("before the start sends nothing; leaving the loop is one too", async () => {
    const { client, bodies, pending } = await model((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`data: ${JSON.stringify(chunk("a"))}\n\n`);
    });
    const aborted = runTools(client, { ...request, tools: [] }, { signal: AbortSignal.abort() });
    await expect(aborted.result()).rejects.toMatchObject({ name: "RequestAbortedError" });
    expect(bodies()).toEqual([]);

    const run = runTools(client, { ...request, tools: [] });
    for await (const { type } of run) if (type === "text") break;
    await vi.waitFor(() => expect(pending.size).toBe(0));
    await expect(run.result()).rejects.toMatchObject({ name: "RequestAbortedError" });
  });
});

test("an error of the API comes out, and the run can go on from its state", async () => {
  const { client } = await model(
    calls(["weather", { city: "Paris" }]),
    json({ error: { code: 400, message: "No" } }, 400),
    says("Done"),
  );
  const run = runTools(client, { ...request, tools: [weather] });
  await expect(run.result()).rejects.toMatchObject({ name: "ChatError", statusCode: 400 });
  expect(await runTools(client, { tools: [weather], state: run.state }).result()).toMatchObject({
    text: "Done",
  });
});
