import { Agent, OpenAIProvider, Runner, tool } from "@openai/agents";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";
import { question } from "./questions.js";

let routed: RoutedCloud;
let runner: Runner;
beforeAll(async () => {
  routed = await startRoutedCloud();
  const baseURL = `${routed.server.url}/api/v1`;
  runner = new Runner({
    modelProvider: new OpenAIProvider({ apiKey: "sk-test", baseURL, useResponses: true }),
    tracingDisabled: true,
  });
});
afterAll(() => routed.close());

const weather = tool({
  name: "weather",
  description: "Tells the weather",
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `sunny in ${city}`,
});
const agent = new Agent({ name: "Forecaster", instructions: "Be brief.", model: routedId, tools: [weather] });

describe("@openai/agents", () => {
  it("runs an agent that uses tools", async () => {
    const result = await runner.run(agent, question);
    expect(result.finalOutput).toBe("The weather: sunny in Rome; sunny in Oslo.");
    expect(routed.cloud.last.body.messages.map(({ role }: { role: string }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "tool",
      "tool",
    ]);
  });

  it("streams it", async () => {
    const result = await runner.run(agent, question, { stream: true });
    let text = "";
    for await (const part of result.toTextStream()) text += part;
    await result.completed;
    expect(text).toBe("The weather: sunny in Rome; sunny in Oslo.");
    expect(result.finalOutput).toBe(text);
  });
});
