import { describe, expect, it } from "vitest";
import type { AnswerParameters, Message } from "../../../src/generation/task.js";
import { requestBody } from "../../../src/providers/gemini/request-body.js";
import { taskOf } from "../support.js";

const model = "gemini-2.5-flash";
// biome-ignore lint/suspicious/noExplicitAny: a body is looked into where it is expected
type Body = any;

const sent = (messages: Message[] | string, parameters: AnswerParameters = {}, extra = {}, name = model) => {
  const { body, ...told } = requestBody(taskOf(messages, parameters, extra), name, "Cloud");
  return { body: body as Body, ...told };
};
const refused = (messages: Message[] | string, parameters: AnswerParameters = {}) => {
  try {
    sent(messages, parameters);
  } catch (error) {
    return error;
  }
  throw new Error("it was taken");
};

describe("messages", () => {
  it("have instructions in their own place", () => {
    const { body } = sent([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi" },
      { role: "user", content: "Again" },
    ]);
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: "Be brief." }] },
      contents: [
        { role: "user", parts: [{ text: "Hello" }] },
        { role: "model", parts: [{ text: "Hi" }] },
        { role: "user", parts: [{ text: "Again" }] },
      ],
    });
  });

  it("carry pictures, sound, films and files, inline and by address", () => {
    const { body } = sent([
      {
        role: "user",
        content: [
          { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } } as never,
          { type: "image_url", image_url: { url: "https://example.com/a.png" } } as never,
          { type: "input_audio", input_audio: { data: "BBBB", format: "wav" } } as never,
          { type: "video_url", video_url: { url: "https://example.com/a.mp4" } } as never,
          { type: "file", file: { file_data: "data:application/pdf;base64,CCCC" } } as never,
        ],
      },
    ]);
    expect(body.contents[0].parts).toEqual([
      { inlineData: { mimeType: "image/png", data: "AAAA" } },
      { fileData: { fileUri: "https://example.com/a.png" } },
      { inlineData: { mimeType: "audio/wav", data: "BBBB" } },
      { fileData: { fileUri: "https://example.com/a.mp4" } },
      { inlineData: { mimeType: "application/pdf", data: "CCCC" } },
    ]);
  });

  it("with calls of other models stand in for the signature that Gemini 3 wants", () => {
    const calls = ["a", "b"].map((id) => ({
      id,
      type: "function" as const,
      function: { name: "f", arguments: "{}" },
    }));
    const conversation: Message[] = [{ role: "assistant", tool_calls: calls }];
    const call = { functionCall: { name: "f", args: {} } };
    expect(sent(conversation, {}, {}, "gemini-3-pro").body.contents[0].parts).toEqual([
      { ...call, thoughtSignature: "skip_thought_signature_validator" },
      call,
    ]);
    expect(sent(conversation).body.contents[0].parts).toEqual([call, call]);
  });

  it.each([
    [[{ role: "tool", tool_call_id: "x", content: "a" }] as Message[], "messages[0].tool_call_id"],
    [
      [
        {
          role: "assistant",
          tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "[" } }],
        },
      ] as Message[],
      "messages[0].tool_calls[0].function.arguments",
    ],
  ])("that can't be said are refused by name: %#", (messages, param) => {
    expect(refused(messages)).toMatchObject({ status: 400, details: { param } });
  });
});

describe("parameters", () => {
  it("are sent by the API's names", () => {
    const { body, ignored } = sent("Hello", {
      max_tokens: 9,
      stop: ["x"],
      seed: 1,
      n: 2,
      temperature: 1.5,
      top_p: 0.9,
      top_k: 4,
      frequency_penalty: 0.1,
      presence_penalty: 0.2,
    });
    expect(body.generationConfig).toEqual({
      maxOutputTokens: 9,
      stopSequences: ["x"],
      seed: 1,
      candidateCount: 2,
      temperature: 1.5,
      topP: 0.9,
      topK: 4,
      frequencyPenalty: 0.1,
      presencePenalty: 0.2,
    });
    expect(ignored).toEqual([]);
  });

  it("that it has nothing like are named, its own pass", () => {
    const safetySettings = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "OFF" }];
    const marked = [{ type: "text" as const, text: "Hi", cache_control: { type: "ephemeral" } }];
    const { body, ignored } = sent(
      [{ role: "user", content: marked }],
      { min_p: 0.1, logit_bias: { "1": 2 }, parallel_tool_calls: false },
      { safetySettings, plugins: [] },
    );
    expect(body.safetySettings).toEqual(safetySettings);
    expect(ignored.sort()).toEqual([
      "cache_control",
      "logit_bias",
      "min_p",
      "parallel_tool_calls",
      "plugins",
    ]);
  });

  it.each([
    ["none", { mode: "NONE" }],
    ["auto", { mode: "AUTO" }],
    ["required", { mode: "ANY" }],
    [
      { type: "function", function: { name: "f" } },
      { mode: "ANY", allowedFunctionNames: ["f"] },
    ],
  ] as const)("choose among tools as %j says", (tool_choice, functionCallingConfig) => {
    const parameters = { type: "object", properties: {} };
    const { body } = sent("Hello", {
      tools: [{ type: "function", function: { name: "f", description: "d", parameters } }],
      tool_choice,
    });
    expect(body.tools).toEqual([
      { functionDeclarations: [{ name: "f", description: "d", parametersJsonSchema: parameters }] },
    ]);
    expect(body.toolConfig).toEqual({ functionCallingConfig });
  });

  const schema = { type: "object", properties: {} };
  it.each([
    [{ type: "json_object" as const }, { responseMimeType: "application/json" }],
    [
      { type: "json_schema" as const, json_schema: { name: "a", schema } },
      { responseMimeType: "application/json", responseJsonSchema: schema },
    ],
    [
      { type: "choice" as const, choices: ["a", "b"] },
      { responseMimeType: "text/x.enum", responseSchema: { type: "STRING", enum: ["a", "b"] } },
    ],
  ])("ask for the form %j", (response_format, config) => {
    expect(sent("Hello", { response_format }).body.generationConfig).toEqual(config);
  });

  it("refuse a form that the API hasn't", () => {
    const response_format = { type: "regex" as const, pattern: "a" };
    expect(refused("Hello", { response_format })).toMatchObject({ details: { fault: "unsupported" } });
  });

  it.each([
    ["gemini-2.5-flash", { effort: "high" as const }, { includeThoughts: true, thinkingBudget: 800 }],
    ["gemini-2.5-flash", { max_tokens: 300 }, { includeThoughts: true, thinkingBudget: 300 }],
    ["gemini-2.5-flash", { enabled: true, exclude: true }, { includeThoughts: false }],
    ["gemini-2.5-flash", { effort: "none" as const }, { thinkingBudget: 0 }],
    ["gemini-3-pro", { effort: "xhigh" as const }, { includeThoughts: true, thinkingLevel: "high" }],
    ["gemini-3-pro", { effort: "low" as const }, { includeThoughts: true, thinkingLevel: "low" }],
  ])("ask %s for thoughts: %j", (name, reasoning, thinkingConfig) => {
    const { body } = sent("Hello", { reasoning, max_tokens: 1_000 }, {}, name);
    expect(body.generationConfig).toEqual({ maxOutputTokens: 1_000, thinkingConfig });
  });
});
