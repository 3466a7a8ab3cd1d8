import { describe, expect, it } from "vitest";
import type { AnswerParameters, Message } from "../../../src/generation/task.js";
import { requestBody } from "../../../src/providers/anthropic/request-body.js";
import { taskOf } from "../support.js";

const model = "claude-sonnet-4-5";
// biome-ignore lint/suspicious/noExplicitAny: a body is looked into where it is expected
type Body = any;

const sent = (messages: Message[] | string, parameters: AnswerParameters = {}, extra = {}, name = model) => {
  const { body, ...told } = requestBody(taskOf(messages, parameters, extra), name, "Cloud", 8_192);
  return { body: body as Body, ...told };
};
const refused = (messages: Message[] | string, parameters: AnswerParameters = {}, name = model) => {
  try {
    sent(messages, parameters, {}, name);
  } catch (error) {
    return error;
  }
  throw new Error("it was taken");
};
const tools = [{ type: "function" as const, function: { name: "f" } }];

describe("messages", () => {
  it("have instructions in their own place, marks for the cache where they were", () => {
    const mark = { type: "ephemeral", ttl: "1h" };
    const { body, warnings } = sent([
      { role: "system", content: [{ type: "text", text: "Be brief.", cache_control: mark }] },
      { role: "developer", content: "In Latin." },
      { role: "user", content: [{ type: "text", text: "Hello", cache_control: mark }] },
    ]);
    expect(body.system).toEqual([
      { type: "text", text: "Be brief.", cache_control: mark },
      { type: "text", text: "In Latin." },
    ]);
    expect(body.messages).toEqual([
      { role: "user", content: [{ type: "text", text: "Hello", cache_control: mark }] },
    ]);
    expect(warnings).toEqual([]);
  });

  it("tell when instructions within the conversation were moved", () => {
    const { body, warnings } = sent([
      { role: "user", content: "Hello" },
      { role: "system", content: "Now in Latin." },
      { role: "user", content: "Again" },
    ]);
    expect(body.messages).toHaveLength(1);
    expect(body.system).toEqual([{ type: "text", text: "Now in Latin." }]);
    expect(warnings).toEqual(["Instructions within the conversation were moved to its beginning"]);
  });

  it("carry pictures and files, inline and by address", () => {
    const { body } = sent([
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } } as never,
          { type: "image_url", image_url: { url: "https://example.com/a.png" } } as never,
          {
            type: "file",
            file: { filename: "a.pdf", file_data: "data:application/pdf;base64,BBBB" },
          } as never,
          { type: "file", file: { file_data: "data:text/plain;base64,SGk=" } } as never,
        ],
      },
    ]);
    expect(body.messages[0].content).toEqual([
      { type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } },
      { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "BBBB" },
        title: "a.pdf",
      },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "Hi" } },
    ]);
  });

  it("with sound are refused by name", () => {
    const content = [{ type: "input_audio", input_audio: { data: "AA", format: "wav" } } as never];
    expect(refused([{ role: "user", content }])).toMatchObject({
      status: 400,
      details: { fault: "unsupported", param: "messages[0].content[0]" },
    });
  });

  it("send signed thoughts back before the rest, and nobody else's", () => {
    const { body } = sent([
      { role: "user", content: "Hello" },
      {
        role: "assistant",
        content: "So",
        reasoning: "ab",
        reasoning_details: [
          { type: "reasoning.text", text: "a", signature: "s", format: "anthropic-claude-v1", index: 0 },
          { type: "reasoning.text", text: "b", format: "unknown", index: 1 },
          { type: "reasoning.encrypted", data: "d", format: "anthropic-claude-v1", index: 2 },
          { type: "reasoning.encrypted", data: "e", format: "openai-responses-v1", index: 3 },
        ],
      },
    ]);
    expect(body.messages[1].content).toEqual([
      { type: "thinking", thinking: "a", signature: "s" },
      { type: "redacted_thinking", data: "d" },
      { type: "text", text: "So" },
    ]);
  });

  it("with arguments that are no object are refused by name", () => {
    const call = { id: "c", type: "function" as const, function: { name: "f", arguments: '{"a":' } };
    expect(refused([{ role: "assistant", tool_calls: [call] }])).toMatchObject({
      status: 400,
      details: { param: "messages[0].tool_calls[0].function.arguments" },
    });
  });
});

describe("tools", () => {
  it.each([
    [{}, undefined],
    [{ tool_choice: "auto" as const }, { type: "auto" }],
    [{ tool_choice: "none" as const }, { type: "none" }],
    [{ tool_choice: "required" as const }, { type: "any" }],
    [{ parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [
      { tool_choice: { type: "function" as const, function: { name: "f" } }, parallel_tool_calls: false },
      { type: "tool", name: "f", disable_parallel_tool_use: true },
    ],
  ])("are chosen among as %j says", (parameters, choice) => {
    expect(sent("Hello", { tools, ...parameters }).body.tool_choice).toEqual(choice);
  });

  it("keep schema, strictness and marks for the cache", () => {
    const parameters = { properties: { a: { type: "string" } }, additionalProperties: false };
    const one = { name: "f", description: "d", parameters, strict: true };
    const { body } = sent("Hello", {
      tools: [{ type: "function", function: one, cache_control: { type: "ephemeral" } }],
    });
    expect(body.tools).toEqual([
      {
        name: "f",
        description: "d",
        input_schema: { type: "object", ...parameters },
        strict: true,
        cache_control: { type: "ephemeral" },
      },
    ]);
  });
});

describe("thinking", () => {
  it.each([
    [
      "claude-sonnet-4-5",
      { effort: "high" as const },
      10_000,
      { type: "enabled", budget_tokens: 8_000 },
      undefined,
    ],
    ["claude-sonnet-4-5", { max_tokens: 500 }, 10_000, { type: "enabled", budget_tokens: 1_024 }, undefined],
    [
      "claude-sonnet-4-20250514",
      { enabled: true },
      4_000,
      { type: "enabled", budget_tokens: 2_000 },
      undefined,
    ],
    ["claude-opus-4-6", { effort: "minimal" as const }, 100, { type: "adaptive" }, { effort: "low" }],
    ["claude-sonnet-5", { enabled: true }, 100, { type: "adaptive" }, undefined],
    ["claude-sonnet-4-5", { effort: "none" as const }, 100, { type: "disabled" }, undefined],
    ["claude-opus-5-5", { enabled: false }, 100, undefined, undefined],
  ])("of %s is asked for by %j within %s", (name, reasoning, max_tokens, thinking, config) => {
    const { body } = sent("Hello", { reasoning, max_tokens }, {}, name);
    expect(body.thinking).toEqual(thinking);
    expect(body.output_config).toEqual(config);
    expect(body.max_tokens).toBe(max_tokens);
  });

  it("leaves room for the answer where the task sets no limit", () => {
    const { body } = sent("Hello", { reasoning: { max_tokens: 20_000 } });
    expect(body).toMatchObject({ max_tokens: 28_192, thinking: { budget_tokens: 20_000 } });
  });

  it("puts aside what the API refuses beside it, and says so", () => {
    const { body, ignored } = sent("Hello", { reasoning: { enabled: true }, temperature: 0.5, top_k: 4 });
    expect(body).not.toHaveProperty("temperature");
    expect(ignored.sort()).toEqual(["temperature", "top_k"]);
    const forced = sent("Hello", { reasoning: { enabled: true }, tools, tool_choice: "required" });
    expect(forced.body).not.toHaveProperty("thinking");
    expect(forced.ignored).toEqual(["reasoning"]);
  });
});

describe("parameters", () => {
  it("are sent by the API's names, with the limit that it wants", () => {
    const { body, ignored, warnings } = sent("Hello", {
      temperature: 0.5,
      top_p: 0.9,
      top_k: 4,
      stop: ["x"],
    });
    expect(body).toMatchObject({
      max_tokens: 8_192,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 4,
      stop_sequences: ["x"],
    });
    expect([ignored, warnings]).toEqual([[], []]);
  });

  it("that it has nothing like are named", () => {
    const { ignored } = sent(
      "Hello",
      { seed: 1, logprobs: true, top_logprobs: 3, min_p: 0.1, frequency_penalty: 0, repetition_penalty: 1 },
      { service_tier: "standard_only", plugins: [] },
    );
    expect(ignored.sort()).toEqual(["logprobs", "min_p", "plugins", "seed", "top_logprobs"]);
  });

  it("of its own pass", () => {
    expect(sent("Hello", {}, { service_tier: "standard_only" }).body.service_tier).toBe("standard_only");
  });

  it("that are too high are lowered, and the newest models draw as they like", () => {
    const lowered = sent("Hello", { temperature: 1.5 });
    expect(lowered.body.temperature).toBe(1);
    expect(lowered.warnings).toEqual(["temperature 1.5 was lowered to 1, the most that is taken"]);
    const newest = sent("Hello", { temperature: 0.5 }, {}, "claude-opus-4-7");
    expect(newest.body).not.toHaveProperty("temperature");
    expect(newest.ignored).toEqual(["temperature"]);
  });

  it("ask for JSON by its schema", () => {
    const schema = { type: "object", properties: {}, additionalProperties: false };
    const format = { type: "json_schema" as const, json_schema: { name: "a", schema } };
    expect(sent("Hello", { response_format: format }).body.output_config).toEqual({
      format: { type: "json_schema", schema },
    });
  });

  it.each([
    [{ n: 2 }, "n"],
    [{ response_format: { type: "json_object" as const } }, "response_format"],
    [{ response_format: { type: "regex" as const, pattern: "a" } }, "response_format"],
  ])("that it can't honour are refused by name: %j", (parameters, param) => {
    expect(refused("Hello", parameters)).toMatchObject({
      status: 400,
      details: { fault: "unsupported", param },
    });
  });

  it("refuse a forced call where the model does", () => {
    expect(refused("Hello", { tools, tool_choice: "required" }, "claude-opus-5-5")).toMatchObject({
      details: { fault: "unsupported", param: "tool_choice" },
    });
  });
});
