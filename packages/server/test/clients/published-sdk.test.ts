import { OpenRouter } from "published-openrouter-sdk";
import { NotFoundResponseError } from "published-openrouter-sdk/models/errors";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { isWeather, noEnd, question, weatherSchema } from "./questions.js";

let server: TestServer;
let client: OpenRouter;
beforeAll(async () => {
  server = await startTinyServer({ apiKeys: ["sk-test"] });
  client = new OpenRouter({
    serverURL: `${server.url}/api/v1`,
    apiKey: "sk-test",
    retryConfig: { strategy: "none" },
  });
});
afterAll(() => server.close());

type ChatRequest = Parameters<typeof client.chat.send>[0]["chatRequest"];
const base: ChatRequest = { model: tinyId, messages: [{ role: "user", content: question }] };

const send = async (request: Partial<ChatRequest>) => {
  const answer = await client.chat.send({ chatRequest: { ...base, ...request } });
  if (!("choices" in answer)) throw new Error("a stream came");
  return answer;
};

const stream = async (request: Partial<ChatRequest>) => {
  const answer = await client.chat.send({ chatRequest: { ...base, ...request, stream: true } });
  if ("choices" in answer) throw new Error("no stream came");
  const chunks = [];
  for await (const chunk of answer) chunks.push(chunk);
  return chunks;
};

const tools: ChatRequest["tools"] = [
  { type: "function", function: { name: "weather", parameters: weatherSchema } },
];

describe("the published @openrouter/sdk", () => {
  it("completes", async () => {
    const answer = await send({ maxTokens: 5, logitBias: noEnd });
    expect(answer.choices[0]).toMatchObject({ finishReason: "length" });
    expect(answer.usage?.completionTokens).toBe(5);
  });

  it("streams", async () => {
    const request = { maxTokens: 10, temperature: 0, logitBias: noEnd };
    const chunks = await stream(request);
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");
    expect(text).toBe((await send(request)).choices[0]!.message.content);
    expect(chunks.at(-1)!.usage?.completionTokens).toBe(10);
  });

  it("calls tools, streamed and not", async () => {
    const request = { tools, toolChoice: "required", seed: 5 } as const;
    const [call] = (await send(request)).choices[0]!.message.toolCalls!;
    expect(isWeather(JSON.parse(call!.function.arguments))).toBe(true);
    const deltas = (await stream(request)).flatMap((chunk) => chunk.choices[0]?.delta.toolCalls ?? []);
    expect(deltas[0]).toMatchObject({ index: 0, type: "function", function: { name: "weather" } });
    const first = deltas.filter((delta) => delta.index === 0);
    expect(first.map((delta) => delta.function?.arguments ?? "").join("")).toBe(call!.function.arguments);
  });

  it("gets JSON of a schema", async () => {
    const answer = await send({
      responseFormat: {
        type: "json_schema",
        jsonSchema: { name: "weather", strict: true, schema: weatherSchema },
      },
    });
    expect(isWeather(JSON.parse(answer.choices[0]!.message.content as string))).toBe(true);
  });

  it("gets typed errors", async () => {
    const error = await send({ model: "no/such" }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(NotFoundResponseError);
    expect(error.error.message).toContain(tinyId);
  });

  it("lists models", async () => {
    const models = await client.models.list();
    expect(JSON.stringify(models)).toContain(tinyId);
  });

  it("looks up a generation", async () => {
    const { id } = await send({ maxTokens: 4, logitBias: noEnd });
    const generation = await client.generations.getGeneration({ id });
    expect(generation.data).toMatchObject({ id, tokensCompletion: 4 });
  });
});
