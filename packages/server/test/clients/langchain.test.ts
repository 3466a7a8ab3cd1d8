import { type AIMessage, HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenRouter } from "@langchain/openrouter";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { isWeather, question, weatherSchema } from "./questions.js";

/** The client sends JSON schemas only to models that it knows to take them. */
const structuredModel = "openai/gpt-4o-mini";

let server: TestServer;
let options: { model: string; baseURL: string; apiKey: string; maxRetries: number };
beforeAll(async () => {
  server = await startTinyServer({ aliases: [structuredModel] });
  options = { model: tinyId, baseURL: `${server.url}/api/v1`, apiKey: "none", maxRetries: 0 };
});
afterAll(() => server.close());

const weather = {
  type: "function" as const,
  function: { name: "weather", description: "Forecast", parameters: weatherSchema },
};

describe("@langchain/openrouter", () => {
  it("completes", async () => {
    const answer = await new ChatOpenRouter({ ...options, temperature: 0, maxTokens: 6 }).invoke(question);
    expect(answer.text.length).toBeGreaterThan(0);
    expect((answer as AIMessage).usage_metadata).toMatchObject({ output_tokens: 6 });
  });

  it("streams", async () => {
    const model = new ChatOpenRouter({ ...options, temperature: 0, maxTokens: 6 });
    let text = "";
    for await (const chunk of await model.stream(question)) text += chunk.text;
    expect(text).toBe((await model.invoke(question)).text);
  });

  it("calls tools and takes their results", async () => {
    const model = new ChatOpenRouter(options).bindTools([weather], { tool_choice: "required" });
    const answer = await model.invoke(question);
    const [call] = answer.tool_calls!;
    expect(call!.name).toBe("weather");
    expect(isWeather(call!.args)).toBe(true);
    const result = new ToolMessage({ tool_call_id: call!.id!, content: "sunny" });
    const next = await model.invoke([new HumanMessage(question), answer, result]);
    expect(next.tool_calls).not.toHaveLength(0);
  });

  it("gets JSON of a schema", async () => {
    const model = new ChatOpenRouter({ ...options, model: structuredModel }).withStructuredOutput(
      weatherSchema,
      { method: "jsonSchema" },
    );
    expect(isWeather(await model.invoke(question))).toBe(true);
  });

  it("gets errors", async () => {
    const failed = new ChatOpenRouter({ ...options, model: "no/such" }).invoke(question);
    await expect(failed).rejects.toThrow(tinyId);
  });
});
