import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import { APICallError, generateObject, generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { isWeather, question, weatherSchema } from "./questions.js";

let server: TestServer;
let provider: ReturnType<typeof createOpenRouter>;
beforeAll(async () => {
  server = await startTinyServer();
  provider = createOpenRouter({ baseURL: `${server.url}/api/v1`, apiKey: "none", compatibility: "strict" });
});
afterAll(() => server.close());

const schema = jsonSchema<{ city: string; days: number }>(weatherSchema as Parameters<typeof jsonSchema>[0]);
const weather = tool({ inputSchema: schema, execute: async ({ city }) => `${city}: sunny` });

describe("ai with @openrouter/ai-sdk-provider", () => {
  it("completes", async () => {
    const { text, usage, finishReason } = await generateText({
      model: provider.chat(tinyId),
      prompt: question,
      temperature: 0,
      maxOutputTokens: 8,
    });
    expect(text.length).toBeGreaterThan(0);
    expect(usage.outputTokens).toBe(8);
    expect(finishReason).toBe("length");
  });

  it("streams", async () => {
    const options = { model: provider.chat(tinyId), prompt: question, temperature: 0, maxOutputTokens: 8 };
    const result = streamText(options);
    let text = "";
    for await (const part of result.textStream) text += part;
    expect(text).toBe((await generateText(options)).text);
    expect(await result.finishReason).toBe("length");
    expect((await result.usage).outputTokens).toBe(8);
  });

  it("runs tools and sends their results back", async () => {
    for (const run of [generateText, streamText]) {
      const result = await run({
        model: provider.chat(tinyId),
        prompt: question,
        tools: { weather },
        toolChoice: "required",
        seed: 1,
        stopWhen: stepCountIs(2),
      });
      const steps = await result.steps;
      expect(steps).toHaveLength(2);
      const [call] = steps[0]!.toolCalls;
      expect(call!.toolName).toBe("weather");
      expect(isWeather(call!.input)).toBe(true);
      expect(steps[0]!.toolResults[0]!.output).toMatch(/: sunny$/);
      expect(steps[0]!.finishReason).toBe("tool-calls");
    }
  });

  it("gets an object of a schema", async () => {
    const { object } = await generateObject({ model: provider.chat(tinyId), prompt: question, schema });
    expect(isWeather(object)).toBe(true);
  });

  it("gets typed errors", async () => {
    const failed = generateText({ model: provider.chat("no/such"), prompt: question, maxRetries: 0 });
    const error = await failed.catch((thrown) => thrown);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error.statusCode).toBe(404);
    expect(error.message).toContain(tinyId);
  });
});
