import OpenAI, { BadRequestError, NotFoundError } from "openai";
import { zodTextFormat } from "openai/helpers/zod";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";
import { question } from "./questions.js";

let tiny: TestServer;
let routed: RoutedCloud;
let client: OpenAI;
let routedClient: OpenAI;
const clientOf = ({ url }: { url: string }) =>
  new OpenAI({ baseURL: `${url}/api/v1`, apiKey: "sk-test", maxRetries: 0 });
beforeAll(async () => {
  tiny = await startTinyServer();
  routed = await startRoutedCloud();
  client = clientOf(tiny);
  routedClient = clientOf(routed.server);
});
afterAll(() => Promise.all([tiny.close(), routed.close()]));

const base = { model: tinyId, input: question, temperature: 0, max_output_tokens: 10 };
const City = z.object({ city: z.enum(["Rome", "Oslo"]) });
const weather = {
  type: "function" as const,
  name: "weather",
  strict: true,
  parameters: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};

describe("openai's responses", () => {
  it("are created", async () => {
    const response = await client.responses.create(base);
    expect(response).toMatchObject({ object: "response", model: tinyId, usage: { output_tokens: 10 } });
    expect(response.output_text.length).toBeGreaterThan(0);
  });

  it("are streamed", async () => {
    const whole = await client.responses.create(base);
    const stream = client.responses.stream(base);
    let text = "";
    for await (const event of stream) if (event.type === "response.output_text.delta") text += event.delta;
    expect(text).toBe(whole.output_text);
    expect((await stream.finalResponse()).output).toMatchObject([{ content: [{ text }] }]);
  });

  it("are parsed by a Zod schema", async () => {
    const format = zodTextFormat(City, "city");
    const response = await client.responses.parse({ ...base, max_output_tokens: 200, text: { format } });
    expect(City.parse(response.output_parsed)).toEqual(response.output_parsed);
  });

  it.each([false, true])("call tools and take their results (stream: %s)", async (stream) => {
    const ask = async (input: OpenAI.Responses.ResponseInput): Promise<OpenAI.Responses.Response> => {
      const request = { model: routedId, input, tools: [weather] };
      return stream
        ? routedClient.responses.stream(request).finalResponse()
        : routedClient.responses.create(request);
    };
    const input: OpenAI.Responses.ResponseInput = [{ role: "user", content: question }];
    const first = await ask(input);
    const called = first.output.filter((item) => item.type === "function_call");
    expect(called.map(({ arguments: args }) => JSON.parse(args).city)).toEqual(["Rome", "Oslo"]);
    const outputs = called.map(({ call_id, arguments: args }) => ({
      type: "function_call_output" as const,
      call_id,
      output: `sunny in ${JSON.parse(args).city}`,
    }));
    const second = await ask([...input, ...first.output, ...outputs]);
    expect(second.output_text).toBe("The weather: sunny in Rome; sunny in Oslo.");
    expect(second.usage).toMatchObject({
      input_tokens: 20,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 8,
      output_tokens_details: { reasoning_tokens: 3 },
    });
  });

  it("are kept, looked up, gone on from and deleted", async () => {
    const first = await client.responses.create({ ...base, store: true });
    expect((await client.responses.retrieve(first.id)).output_text).toBe(first.output_text);
    const second = await client.responses.create({ ...base, previous_response_id: first.id, store: true });
    const items = [];
    for await (const item of client.responses.inputItems.list(second.id, { limit: 1 })) items.push(item.type);
    expect(items).toEqual(["message", "message", "message"]);
    await expect(client.responses.cancel(first.id)).rejects.toBeInstanceOf(BadRequestError);
    await client.responses.delete(first.id);
    await expect(client.responses.retrieve(first.id)).rejects.toBeInstanceOf(NotFoundError);
  });

  it("tell errors before the stream and in it", async () => {
    const refused = await client.responses.create({ ...base, background: true }).catch((error) => error);
    expect(refused).toBeInstanceOf(BadRequestError);
    expect(refused).toMatchObject({ param: "background", type: "invalid_request_error" });
    const broken = await startRoutedCloud(async (response) => {
      const chunk = { choices: [{ index: 0, delta: { content: "So" }, finish_reason: null }] };
      response.writeHead(200, { "content-type": "text/event-stream" });
      await new Promise((resolve) => response.write(`data: ${JSON.stringify(chunk)}\n\n`, resolve));
      response.destroy();
    });
    const stream = await clientOf(broken.server).responses.create({
      model: routedId,
      input: "Hello",
      stream: true,
    });
    const types = [];
    for await (const event of stream) types.push(event.type);
    expect(types.slice(-2)).toEqual(["error", "response.failed"]);
    await broken.close();
  });
});
