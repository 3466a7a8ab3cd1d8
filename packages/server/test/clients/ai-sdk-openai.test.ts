import { createOpenAI } from "@ai-sdk/openai";
import { APICallError, generateText, jsonSchema, Output, stepCountIs, streamText } from "ai";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";
import { weather } from "./ai-tool.js";
import { isWeather, question, weatherSchema } from "./questions.js";

let tiny: TestServer;
let routed: RoutedCloud;
beforeAll(async () => {
  tiny = await startTinyServer();
  routed = await startRoutedCloud();
});
afterAll(() => Promise.all([tiny.close(), routed.close()]));

/** Its models speak the Responses API unless told otherwise. */
const model = ({ url }: { url: string }, id: string) =>
  createOpenAI({ baseURL: `${url}/api/v1`, apiKey: "none" })(id);

describe("ai with @ai-sdk/openai", () => {
  it("completes and streams", async () => {
    const options = { model: model(tiny, tinyId), prompt: question, temperature: 0, maxOutputTokens: 8 };
    const { text, usage, finishReason } = await generateText(options);
    expect(usage.outputTokens).toBe(8);
    expect(finishReason).toBe("length");
    const streamed = streamText(options);
    let told = "";
    for await (const part of streamed.textStream) told += part;
    expect(told).toBe(text);
    expect(await streamed.finishReason).toBe("length");
  });

  it("gets JSON of a schema", async () => {
    const schema = jsonSchema<object>(weatherSchema as Parameters<typeof jsonSchema>[0]);
    const { output } = await generateText({
      model: model(tiny, tinyId),
      prompt: question,
      output: Output.object({ schema }),
    });
    expect(isWeather(output)).toBe(true);
  });

  it.each([
    ["send back what was said", false],
    ["refer to what was kept", true],
  ])("runs tools whose steps %s", async (_, store) => {
    for (const run of [generateText, streamText]) {
      const result = await run({
        model: model(routed.server, routedId),
        prompt: question,
        tools: { weather },
        stopWhen: stepCountIs(3),
        providerOptions: { openai: { store } },
      });
      expect(await result.text).toBe("The weather: sunny in Rome; sunny in Oslo.");
      expect(await result.steps).toHaveLength(2);
    }
  });

  it("gets typed errors", async () => {
    const options = { model: model(tiny, "no/such"), prompt: question, maxRetries: 0 };
    const error = await generateText(options).catch((thrown) => thrown);
    expect(APICallError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ statusCode: 404, message: expect.stringContaining(tinyId) });
  });
});
