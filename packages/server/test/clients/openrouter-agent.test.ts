import { OpenRouter as Agent, tool } from "@openrouter/agent";
import { OpenRouter } from "published-openrouter-sdk";
import { BadRequestResponseError } from "published-openrouter-sdk/models/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";
import { question } from "./questions.js";

let routed: RoutedCloud;
const options = () => ({ apiKey: "sk-test", serverURL: `${routed.server.url}/api/v1` });
beforeAll(async () => {
  routed = await startRoutedCloud();
});
afterAll(() => routed.close());

const told = "The weather: sunny in Rome; sunny in Oslo.";

describe("@openrouter/agent", () => {
  const weather = tool({
    name: "weather",
    description: "Tells the weather",
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `sunny in ${city}`,
  });
  const request = { model: routedId, input: question, tools: [weather] as const };

  it("runs tools and tells their answer", async () => {
    const result = new Agent(options()).callModel(request);
    expect(await result.getText()).toMatch(/^The weather: .*sunny in Rome.*; .*sunny in Oslo/);
    expect((await result.getResponse()).usage).toMatchObject({ inputTokens: 20, outputTokens: 8 });
  });

  it("streams", async () => {
    let text = "";
    for await (const delta of new Agent(options()).callModel(request).getTextStream()) text += delta;
    expect(text).toMatch(/^The weather: .*sunny in Rome.*; .*sunny in Oslo/);
  });
});

describe("the published @openrouter/sdk", () => {
  const client = () => new OpenRouter({ ...options(), retryConfig: { strategy: "none" } });

  it("calls a model", async () => {
    const input = [
      { type: "function_call_output" as const, callId: "c", output: "sunny in Rome; sunny in Oslo" },
    ];
    expect(await client().callModel({ model: routedId, input }).getText()).toBe(told);
  });

  it("sends requests, streamed and not", async () => {
    const input = [
      { type: "function_call_output" as const, callId: "c", output: "sunny in Rome; sunny in Oslo" },
    ];
    const whole = await client().responses.send({ responsesRequest: { model: routedId, input } });
    expect(whole).toMatchObject({ outputText: told, status: "completed" });
    const stream = await client().responses.send({
      responsesRequest: { model: routedId, input, stream: true },
    });
    const types = [];
    for await (const event of stream as AsyncIterable<{ type: string }>) types.push(event.type);
    expect(types[0]).toBe("response.created");
    expect(types.at(-1)).toBe("response.completed");
  });

  it("gets typed errors", async () => {
    const background = client().responses.send({
      responsesRequest: { model: routedId, input: "Hello", background: true },
    });
    await expect(background).rejects.toBeInstanceOf(BadRequestResponseError);
  });
});
