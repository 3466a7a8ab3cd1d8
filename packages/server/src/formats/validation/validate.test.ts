import { describe, expect, it } from "vitest";
import { chatRequestSchema } from "../chat-completions/schema/request.js";
import { validate } from "./validate.js";

const user = { role: "user", content: "hi" };
function check(body: unknown) {
  return validate(chatRequestSchema, body);
}

function problem(fields: Record<string, unknown>) {
  const result = check({ messages: [user], ...fields });
  return result.ok ? undefined : result.problems[0];
}

describe("what a refusal says", () => {
  it.each([
    [{ temperature: 3 }, "temperature", "temperature must be a number from 0 to 2, got 3"],
    [{ temperature: "1" }, "temperature", 'temperature must be a number from 0 to 2, got "1"'],
    [{ top_p: -0.1 }, "top_p", "top_p must be a number from 0 to 1, got -0.1"],
    [{ min_p: 1.1 }, "min_p", "min_p must be a number from 0 to 1, got 1.1"],
    [{ top_a: 2 }, "top_a", "top_a must be a number from 0 to 1, got 2"],
    [{ top_k: -1 }, "top_k", "top_k must be a whole number from 0 to 2147483647, got -1"],
    [
      { frequency_penalty: 2.5 },
      "frequency_penalty",
      "frequency_penalty must be a number from -2 to 2, got 2.5",
    ],
    [{ presence_penalty: -3 }, "presence_penalty", "presence_penalty must be a number from -2 to 2, got -3"],
    [
      { repetition_penalty: 0 },
      "repetition_penalty",
      "repetition_penalty must be a number from 0.01 to 2, got 0",
    ],
    [
      { repetition_penalty: 3 },
      "repetition_penalty",
      "repetition_penalty must be a number from 0.01 to 2, got 3",
    ],
    [{ max_tokens: 0 }, "max_tokens", "max_tokens must be a whole number from 1 to 2147483647, got 0"],
    [{ top_logprobs: 21 }, "top_logprobs", "top_logprobs must be a whole number from 0 to 20, got 21"],
    [{ n: 9 }, "n", "n must be a whole number from 1 to 8, got 9"],
    [{ stream: "yes" }, "stream", 'stream must be a boolean, got "yes"'],
    [{ logit_bias: { x: 1 } }, "logit_bias", 'logit_bias must have token ids as keys, got the key "x"'],
    [{ logit_bias: { 5: 101 } }, "logit_bias.5", "logit_bias.5 must be a number from -100 to 100, got 101"],
    [
      { stop: ["a", "b", "c", "d", "e"] },
      "stop",
      'stop must be a string or an array of at most 4 strings, none of them empty, got ["a","b","c","d","e"]',
    ],
    [
      { response_format: { type: "xml" } },
      "response_format.type",
      'response_format.type must be "text" or "json_object" or "json_schema" or "grammar" or "regex" or "choice" or "python", got "xml"',
    ],
    [
      { tools: [{ type: "openrouter:web_search" }] },
      "tools[0].type",
      'tools[0].type must be "function"; server tools and custom tools are not offered here, got "openrouter:web_search"',
    ],
    [
      { messages: [user, { role: "user", content: [{ type: "text", text: 4 }] }] },
      "messages[1].content[0].text",
      "messages[1].content[0].text must be a string, got 4",
    ],
    [{ messages: [] }, "messages", "messages must have at least 1 entries, got []"],
    [{ metadata: { a: 1 } }, "metadata.a", "metadata.a must be a string, got 1"],
  ])("%j", (fields, param, message) => {
    expect(problem(fields)).toEqual({ param, message });
  });

  it("shortens long values", () => {
    const { message } = problem({ temperature: "x".repeat(10_000) })!;
    expect(message.length).toBeLessThan(130);
    expect(message).toMatch(/…$/);
  });

  it("holds metadata to 16 entries, keys of 64 and values of 512 characters", () => {
    const entries = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, "v"]));
    expect(problem({ metadata: entries(16) })).toBeUndefined();
    expect(problem({ metadata: entries(17) })?.message).toContain("must have at most 16 entries");
    expect(problem({ metadata: { ["k".repeat(64)]: "v".repeat(512) } })).toBeUndefined();
    expect(problem({ metadata: { ["k".repeat(65)]: "v" } })?.message).toContain(
      "keys of at most 64 characters",
    );
    expect(problem({ metadata: { k: "v".repeat(513) } })?.message).toContain("at most 512 characters");
  });
});

describe("what is accepted", () => {
  it.each(Object.keys(chatRequestSchema.shape).filter((name) => name !== "messages"))(
    "null for %s",
    (name) => {
      expect(check({ messages: [user], [name]: null })).toMatchObject({ ok: true, unknownFields: [] });
    },
  );

  it("null for every optional field of messages, tools, formats and preferences", () => {
    const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));
    const assistant = nothing("content", "name", "tool_calls", "refusal", "reasoning", "reasoning_details");
    const body = {
      messages: [
        { ...user, name: null },
        { role: "assistant", ...assistant },
      ],
      tools: [
        { type: "function", function: { name: "f", ...nothing("description", "parameters", "strict") } },
      ],
      response_format: {
        type: "json_schema",
        json_schema: { name: "a", ...nothing("description", "schema", "strict") },
      },
      reasoning: nothing("effort", "max_tokens", "exclude", "enabled", "summary"),
      provider: nothing("order", "only", "ignore", "sort", "max_price", "zdr", "data_collection"),
      stream_options: nothing("include_usage"),
      debug: nothing("echo_upstream_body"),
    };
    expect(check(body)).toMatchObject({ ok: true, unknownFields: [] });
  });

  it("names fields that the schema does not know, at any depth", () => {
    const result = check({
      messages: [{ ...user, colour: "red" }],
      top_z: 1,
      reasoning: { effort: "low", depth: 2 },
      tools: [{ type: "function", function: { name: "f", parameters: { anything: { goes: 1 } } } }],
    });
    expect(result).toMatchObject({
      ok: true,
      unknownFields: ["messages[0].colour", "top_z", "reasoning.depth"],
    });
  });
});
