import OpenAI, { NotFoundError } from "openai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { isWeather, noEnd, question, weatherSchema } from "./questions.js";

let server: TestServer;
let client: OpenAI;
beforeAll(async () => {
  server = await startTinyServer({ apiKeys: ["sk-test"] });
  client = new OpenAI({ baseURL: `${server.url}/api/v1`, apiKey: "sk-test", maxRetries: 0 });
});
afterAll(() => server.close());

const base = { model: tinyId, messages: [{ role: "user" as const, content: question }] };
const tools = [
  {
    type: "function" as const,
    function: { name: "weather", description: "Forecast", parameters: weatherSchema },
  },
];

describe("openai", () => {
  it("completes", async () => {
    const answer = await client.chat.completions.create({ ...base, max_tokens: 5, logit_bias: noEnd });
    expect(answer.choices[0]).toMatchObject({ finish_reason: "length", message: { role: "assistant" } });
    expect(answer.usage?.completion_tokens).toBe(5);
  });

  it("streams", async () => {
    const params = { ...base, max_tokens: 20, temperature: 0, logit_bias: noEnd };
    const stream = client.chat.completions.stream({ ...params, stream_options: { include_usage: true } });
    let text = "";
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
    const whole = await client.chat.completions.create(params);
    expect(text).toBe(whole.choices[0]!.message.content);
    expect((await stream.finalChatCompletion()).choices[0]!.message.content).toBe(text);
    expect(await stream.totalUsage()).toMatchObject({ completion_tokens: 20 });
  });

  it("calls tools, streamed and not, and takes their results", async () => {
    const params = { ...base, tools, tool_choice: "required" as const, parallel_tool_calls: false, seed: 3 };
    const whole = await client.chat.completions.create(params);
    expect(whole.choices[0]!.finish_reason).toBe("tool_calls");
    const [call] = whole.choices[0]!.message.tool_calls!;
    if (call?.type !== "function") throw new Error("not a function call");
    expect(call.function.name).toBe("weather");
    expect(isWeather(JSON.parse(call.function.arguments))).toBe(true);
    const streamed = await client.chat.completions.stream(params).finalChatCompletion();
    expect(streamed.choices[0]!.message.tool_calls).toMatchObject([{ function: call.function }]);
    const next = await client.chat.completions.create({
      ...base,
      messages: [
        ...base.messages,
        whole.choices[0]!.message,
        { role: "tool", tool_call_id: call.id, content: '{"sky":"blue"}' },
      ],
      tools,
      max_tokens: 5,
    });
    expect(next.choices).toHaveLength(1);
  });

  it("gets JSON of a schema", async () => {
    const answer = await client.chat.completions.create({
      ...base,
      response_format: {
        type: "json_schema",
        json_schema: { name: "weather", strict: true, schema: weatherSchema },
      },
    });
    expect(isWeather(JSON.parse(answer.choices[0]!.message.content!))).toBe(true);
  });

  it("gets typed errors", async () => {
    const error = await client.chat.completions
      .create({ ...base, model: "no/such" })
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NotFoundError);
    expect(error).toMatchObject({ status: 404, param: "model", type: "not_found" });
    expect(error.message).toContain(tinyId);
  });

  it("continues texts, whole and streamed", async () => {
    const params = {
      model: tinyId,
      prompt: ["Once", "Twice"],
      temperature: 0,
      logit_bias: noEnd,
      logprobs: 1,
    };
    const whole = await client.completions.create(params);
    expect(whole.choices.map(({ index, finish_reason }) => [index, finish_reason])).toEqual([
      [0, "length"],
      [1, "length"],
    ]);
    expect(whole.choices[0]!.logprobs!.tokens).toHaveLength(16);
    expect(whole.usage!.completion_tokens).toBe(32);
    const texts = ["", ""];
    for await (const chunk of await client.completions.create({ ...params, stream: true })) {
      for (const { index, text } of chunk.choices) texts[index] += text;
    }
    expect(texts).toEqual(whole.choices.map(({ text }) => text));
  });

  it("retrieves a model", async () => {
    expect(await client.models.retrieve(tinyId)).toMatchObject({ id: tinyId, object: "model" });
  });

  it("lists models", async () => {
    const models = await client.models.list();
    expect(models.data.map((model) => model.id)).toEqual([tinyId]);
  });
});
