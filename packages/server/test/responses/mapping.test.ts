import { describe, expect, it } from "vitest";
import { checkResponsesRequest, responsesCall } from "../../src/formats/responses/index.js";
import type { ApiError } from "../../src/generation/api-error.js";

const nothingKept = { response: undefined, items: new Map() };
const read = (body: unknown) => responsesCall(checkResponsesRequest(body), nothingKept);
const taskOf = (body: object) => read({ input: "Hello", ...body }).task;
const messagesOf = (...input: unknown[]) => read({ input }).task.messages;
const refusal = (body: unknown): ApiError => {
  try {
    read(body);
  } catch (error) {
    return error as ApiError;
  }
  throw new Error("it was taken");
};
const weather = {
  type: "function",
  name: "weather",
  description: "Tells it",
  parameters: { type: "object" },
  strict: true,
};
const clock = { type: "function", name: "clock", parameters: null, strict: null };

describe("input", () => {
  it("is a text, with instructions before it", () => {
    expect(taskOf({ instructions: "Be brief." }).messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
    ]);
  });

  it("is messages of every role, with and without a type", () => {
    expect(
      messagesOf(
        { role: "developer", content: "Be brief." },
        { type: "message", role: "system", content: [{ type: "input_text", text: "And kind." }] },
        { role: "user", content: [{ type: "input_text", text: "Hello" }] },
        {
          type: "message",
          id: "msg_1",
          status: "completed",
          phase: "final_answer",
          role: "assistant",
          content: [
            { type: "output_text", text: "Hi", annotations: [], logprobs: [] },
            { type: "output_text", text: " you" },
          ],
        },
        { role: "assistant", content: [{ type: "refusal", refusal: "No" }] },
        { role: "assistant", content: "Bye" },
      ),
    ).toEqual([
      { role: "developer", content: "Be brief." },
      { role: "system", content: "And kind." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi you" },
      { role: "assistant", refusal: "No" },
      { role: "assistant", content: "Bye" },
    ]);
  });

  it("is pictures, files, sounds and films", () => {
    const parts = [
      { type: "input_text", text: "See", cache_control: { type: "ephemeral" } },
      { type: "input_image", image_url: "data:image/png;base64,AA==", detail: "low" },
      { type: "input_file", file_data: "data:text/plain;base64,QQ==", filename: "a.txt" },
      { type: "input_file", file_url: "https://example.com/a.pdf" },
      { type: "input_audio", input_audio: { data: "AA==", format: "wav" } },
      { type: "input_video", video_url: "https://example.com/a.mp4" },
    ];
    const asParts = [
      { type: "text", text: "See", cache_control: { type: "ephemeral" } },
      { type: "image_url", image_url: { url: "data:image/png;base64,AA==", detail: "low" } },
      { type: "file", file: { file_data: "data:text/plain;base64,QQ==", filename: "a.txt" } },
      { type: "file", file: { file_data: "https://example.com/a.pdf" } },
      { type: "input_audio", input_audio: { data: "AA==", format: "wav" } },
      { type: "video_url", video_url: { url: "https://example.com/a.mp4" } },
    ];
    expect(
      messagesOf(
        { role: "user", content: parts },
        { type: "function_call_output", call_id: "c", output: parts },
      ),
    ).toEqual([
      { role: "user", content: asParts },
      { role: "tool", tool_call_id: "c", content: asParts },
    ]);
  });

  it("puts thoughts, text and calls of one turn into one message", () => {
    const call = (id: string) => ({ type: "function_call", call_id: id, name: "weather", arguments: "{}" });
    const output = (id: string) => ({ type: "function_call_output", call_id: id, output: "sunny" });
    const asCall = (id: string) => ({
      id,
      type: "function",
      function: { name: "weather", arguments: "{}" },
    });
    expect(
      messagesOf(
        { role: "user", content: "Hello" },
        { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Hm" }] },
        { role: "assistant", content: "Let me see." },
        call("a"),
        { type: "reasoning", id: "rs_2", summary: [], encrypted_content: "xyz" },
        call("b"),
        output("a"),
        output("b"),
        call("c"),
        output("c"),
        { role: "assistant", content: "Sunny." },
      ),
    ).toEqual([
      { role: "user", content: "Hello" },
      {
        role: "assistant",
        content: "Let me see.",
        reasoning: "Hm",
        reasoning_details: [
          { type: "reasoning.summary", summary: "Hm", id: "rs_1", index: 0 },
          { type: "reasoning.encrypted", data: "xyz", id: "rs_2", index: 1 },
        ],
        tool_calls: [asCall("a"), asCall("b")],
      },
      { role: "tool", tool_call_id: "a", content: "sunny" },
      { role: "tool", tool_call_id: "b", content: "sunny" },
      { role: "assistant", tool_calls: [asCall("c")] },
      { role: "tool", tool_call_id: "c", content: "sunny" },
      { role: "assistant", content: "Sunny." },
    ]);
  });

  it("tells providers of reasoning what they told, but no ids that this server gave", () => {
    const [message] = messagesOf({
      type: "reasoning",
      id: "rs_gen-1764000000-abcdefghij0123456789_0",
      summary: [],
      content: [
        { type: "reasoning_text", text: "One" },
        { type: "reasoning_text", text: "two" },
      ],
      signature: "sig",
      format: "anthropic-claude-v1",
      status: null,
    });
    const format = "anthropic-claude-v1";
    expect(message).toEqual({
      role: "assistant",
      reasoning: "One\n\ntwo",
      reasoning_details: [
        { type: "reasoning.text", text: "One", format, index: 0 },
        { type: "reasoning.text", text: "two", signature: "sig", format, index: 1 },
      ],
    });
  });

  it.each([
    [{ type: "web_search_call", id: "w" }, /^input\[0\]\.type must be "message".*got "web_search_call"/],
    [{ type: "computer_call_output" }, /^input\[0\]\.type must be .*hosted and custom tools/],
    [{ role: "nobody", content: "x" }, /^input\[0\]\.role must be .*got "nobody"/],
    [{ type: "item_reference", id: "msg_1" }, /^input\[0\]\.id names no item .*got "msg_1"/],
    [{ id: "msg_1" }, /^input\[0\]\.id names no item/],
    [
      { role: "user", content: [{ type: "input_image", file_id: "f", image_url: "u" }] },
      /^input\[0\]\.content\[0\]\.file_id must be left out/,
    ],
    [
      { role: "user", content: [{ type: "input_file", filename: "f" }] },
      /^input\[0\]\.content\[0\] must have file_data or file_url/,
    ],
    [
      { role: "user", content: [{ type: "output_text", text: "x" }] },
      /^input\[0\]\.content\[0\]\.type must be "input_text"/,
    ],
    [{ type: "function_call", call_id: "c", name: "f" }, /^input\[0\]\.arguments must be a string/],
    ["Hello", /^input\[0\] must be an object, got "Hello"/],
  ])("refuses %j by name", (item, message) => {
    expect(refusal({ input: [item] })).toMatchObject({
      status: 400,
      message: expect.stringMatching(message),
    });
  });

  it("is bounded before it is looked at", () => {
    expect(refusal({ input: Array(10_001).fill(1) }).message).toMatch(
      /^input must have at most 10000 entries/,
    );
    const content = Array(2_001).fill(1);
    expect(refusal({ input: [{ role: "user", content }] }).message).toMatch(/^input\[0\]\.content must have/);
    expect(refusal({ input: [] }).message).toMatch(/^input/);
    expect(refusal({}).message).toMatch(/^input must be/);
    expect(refusal([]).message).toMatch(/^The body must be an object/);
  });
});

describe("parameters", () => {
  it("are the neutral core's, by its names", () => {
    const { parameters, routing, extra, models, user, sessionId } = taskOf({
      model: "a/b",
      models: ["c/d"],
      max_output_tokens: 5,
      temperature: 0.5,
      top_p: 0.4,
      top_k: 3,
      frequency_penalty: 1,
      presence_penalty: -1,
      include: ["message.output_text.logprobs", "reasoning.encrypted_content"],
      top_logprobs: 2,
      reasoning: { effort: "high", generate_summary: "auto", max_tokens: 9 },
      text: {
        format: { type: "json_schema", name: "n", schema: { type: "object" }, strict: true },
        verbosity: "low",
      },
      provider: { order: ["x"], sort: "price" },
      service_tier: "fast",
      prompt_cache_key: "k",
      safety_identifier: "s",
      plugins: [{ id: "response-healing" }],
      colour: "red",
      client_metadata: { session_id: "x" },
    });
    expect(parameters).toMatchObject({
      max_tokens: 5,
      temperature: 0.5,
      top_p: 0.4,
      top_k: 3,
      frequency_penalty: 1,
      presence_penalty: -1,
      logprobs: true,
      top_logprobs: 2,
      reasoning: { effort: "high", summary: "auto", max_tokens: 9 },
      response_format: {
        type: "json_schema",
        json_schema: { name: "n", schema: { type: "object" }, strict: true },
      },
    });
    expect(routing).toMatchObject({
      order: ["x"],
      sort: { by: "price", partition: "model" },
      service_tier: "priority",
    });
    expect(extra).toEqual({
      colour: "red",
      verbosity: "low",
      prompt_cache_key: "k",
      safety_identifier: "s",
      service_tier: "priority",
    });
    expect({ models, user, sessionId }).toEqual({ models: ["a/b", "c/d"], user: "s", sessionId: "k" });
  });

  it("are absent where they are null", () => {
    const names = [
      "model",
      "instructions",
      "tools",
      "tool_choice",
      "text",
      "reasoning",
      "store",
      "background",
    ];
    const nothing = Object.fromEntries(
      [...names, "truncation", "include", "metadata"].map((name) => [name, null]),
    );
    const { task, unknownFields, droppedFields } = read({ input: "Hello", ...nothing });
    expect(Object.values(task.parameters).filter((value) => value !== undefined)).toEqual([]);
    expect({ unknownFields, droppedFields, extra: task.extra }).toEqual({
      unknownFields: [],
      droppedFields: [],
      extra: {},
    });
  });

  it("say whether a conversation that is too long is shortened", () => {
    const compression = (body: object) => read({ input: "Hello", ...body }).task.plugins?.compression;
    expect(compression({})).toBeUndefined();
    expect(compression({ truncation: "auto" })).toBe(true);
    expect(compression({ truncation: "disabled" })).toBe(false);
    expect(compression({ truncation: "auto", transforms: [] })).toBe(false);
    expect(compression({ truncation: "disabled", transforms: ["middle-out"] })).toBe(true);
  });

  it("that nobody knows are told apart: those that are passed on, and those that can't be", () => {
    const item = { role: "user", content: "Hello", mood: 1 };
    const tools = [{ ...weather, defer_loading: true }];
    expect(read({ input: [item], tools, colour: "red" })).toMatchObject({
      unknownFields: ["colour"],
      droppedFields: ["input[0].mood", "tools[0].defer_loading"],
      task: { extra: { colour: "red" } },
    });
  });

  it.each([
    [{ background: true }, /^background must be false or left out/],
    [{ truncation: "middle" }, /^truncation must be "auto" or "disabled", got "middle"/],
    [{ conversation: "conv_1" }, /^conversation is not honoured here/],
    [{ prompt: { id: "p" } }, /^prompt is not honoured here/],
    [{ messages: [] }, /^messages is not honoured here: send input/],
    [{ max_tokens: 5 }, /^max_tokens is not honoured here: send max_output_tokens/],
    [{ response_format: {} }, /^response_format is not honoured here: send text.format/],
    [{ n: 2 }, /^n is not honoured here/],
    [
      { previous_response_id: "resp_1" },
      /^previous_response_id names no response that was kept.*got "resp_1"/,
    ],
    [{ include: ["web_search_call.action.sources"] }, /^include\[0\] must be one of .*hosted tools/],
    [{ temperature: 3 }, /^temperature must be a number from 0 to 2, got 3/],
    [{ stream_options: { include_obfuscation: true } }, /^stream_options.include_obfuscation must be false/],
    [{ text: { format: { type: "grammar" } } }, /^text.format.type must be "text" or "json_object"/],
    [
      { tools: [{ type: "web_search" }] },
      /^tools\[0\]\.type must be "function" or "namespace"; hosted.*got "web_search"/,
    ],
    [{ tools: [{ type: "custom", name: "x" }] }, /^tools\[0\]\.type must be "function"/],
    [{ tools: [weather, weather] }, /^tools\[1\]\.name must be unique/],
    [{ tool_choice: "required" }, /^tool_choice must not be "required" without tools/],
    [{ tool_choice: { type: "web_search_preview" } }, /^tool_choice/],
    [
      { tools: [weather], tool_choice: { type: "function", name: "x" } },
      /^tool_choice.name must be one of the tools \(weather\), got "x"/,
    ],
    [
      {
        tools: [weather],
        tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "x" }] },
      },
      /^tool_choice.tools\[0\].name must be one of the tools/,
    ],
  ])("refuses %j by name", (fields, message) => {
    expect(refusal({ input: "Hello", ...fields }).message).toMatch(message);
  });
});

describe("tools", () => {
  const asTool = {
    type: "function",
    function: { name: "weather", description: "Tells it", parameters: { type: "object" }, strict: true },
  };

  it("are functions", () => {
    const { parameters } = taskOf({ tools: [weather, clock], parallel_tool_calls: false });
    expect(parameters).toMatchObject({
      tools: [asTool, { type: "function", function: { name: "clock" } }],
      parallel_tool_calls: false,
    });
  });

  it.each([
    ["auto", "auto"],
    ["none", "none"],
    ["required", "required"],
    [
      { type: "function", name: "clock" },
      { type: "function", function: { name: "clock" } },
    ],
  ])("are chosen by %j", (choice, expected) => {
    const { parameters } = taskOf({ tools: [weather, clock], tool_choice: choice });
    expect(parameters.tool_choice).toEqual(expected);
    expect(parameters.tools).toHaveLength(2);
  });

  it("in namespaces have one name, and their calls too", () => {
    const tools = [
      { type: "namespace", name: "sky", description: "Above", tools: [weather, clock] },
      weather,
    ];
    const call = { type: "function_call", call_id: "c", namespace: "sky", name: "weather", arguments: "{}" };
    const { parameters, messages } = read({ input: [call], tools }).task;
    expect(parameters.tools).toMatchObject([
      { function: { name: "sky__weather", description: "Above\nTells it", parameters: { type: "object" } } },
      { function: { name: "sky__clock", description: "Above" } },
      { function: { name: "weather", description: "Tells it" } },
    ]);
    expect(messages).toMatchObject([{ tool_calls: [{ function: { name: "sky__weather" } }] }]);
    expect(refusal({ input: "x", tools: [{ ...tools[0], tools: [clock, clock] }] }).message).toMatch(
      /^tools\[0\]\.tools\[1\]\.name must be unique/,
    );
    expect(
      refusal({ input: "x", tools: [{ ...tools[0], tools: [{ type: "custom", name: "x" }] }] }).message,
    ).toMatch(/^tools\[0\]\.tools\[0\]\.type must be "function"/);
  });

  it("are only those allowed", () => {
    const tools = [{ type: "function", name: "weather" }];
    const choice = { type: "allowed_tools", mode: "required", tools };
    expect(taskOf({ tools: [weather, clock], tool_choice: choice }).parameters).toMatchObject({
      tools: [asTool],
      tool_choice: "required",
    });
  });
});
