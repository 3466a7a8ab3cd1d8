import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEngine } from "../src/engine/index.js";
import { cachedPath, defaultModel, findEntry } from "../src/model-files/index.js";
import { ask, askStreamed } from "./support/chat.js";
import { serve, type TestServer } from "./support/server.js";

const path = process.env.OPENROUTER_MODEL_PATH ?? cachedPath(findEntry(defaultModel)!);

describe.skipIf(!existsSync(path))(
  "the default model (needs its file: `openrouter models pull`, or OPENROUTER_MODEL_PATH)",
  () => {
    let server: TestServer;
    beforeAll(async () => {
      server = await serve(await createEngine({ modelPath: path }));
    });
    afterAll(async () => {
      await server.close();
      await server.engine.close();
    });

    const say = async (body: Record<string, unknown>) => {
      const { status, body: answer } = await ask(server, { temperature: 0, max_tokens: 120, ...body });
      expect(status, JSON.stringify(answer)).toBe(200);
      return answer.choices[0];
    };
    const user = (content: string) => [{ role: "user", content }];

    it("answers a question, streamed and not", async () => {
      const messages = user("What is the capital of France? Answer in one sentence.");
      const { message, finish_reason } = await say({ messages });
      expect(message.content).toContain("Paris");
      expect(finish_reason).toBe("stop");
      const streamed = await askStreamed(server, { messages, temperature: 0, max_tokens: 120 });
      expect(streamed.text).toBe(message.content);
    });

    it("continues an answer", async () => {
      const begun = { role: "assistant", content: "The capital of Italy is" };
      const { message } = await say({
        messages: [...user("What is the capital of Italy?"), begun],
        max_tokens: 5,
      });
      expect(message.content).toMatch(/^ Rome/);
    });

    it("fills a schema with what it was told", async () => {
      const schema = {
        type: "object",
        properties: {
          name: { type: "string", maxLength: 20 },
          city: { type: "string", maxLength: 20 },
        },
        required: ["name", "city"],
        additionalProperties: false,
      };
      const { message, finish_reason } = await say({
        messages: user("Anna lives in Rome. Give her name and city."),
        response_format: { type: "json_schema", json_schema: { name: "person", strict: true, schema } },
      });
      expect(finish_reason).toBe("stop");
      expect(JSON.parse(message.content)).toEqual({ name: "Anna", city: "Rome" });
    });

    it("calls a function with what it was told", async () => {
      const parameters = {
        type: "object",
        properties: { city: { type: "string", maxLength: 20 } },
        required: ["city"],
        additionalProperties: false,
      };
      const { message, finish_reason } = await say({
        messages: user("What is the weather in Paris?"),
        tools: [
          {
            type: "function",
            function: { name: "get_weather", description: "The weather in a city", parameters },
          },
        ],
        tool_choice: "required",
        parallel_tool_calls: false,
      });
      expect(finish_reason).toBe("tool_calls");
      expect(message.tool_calls).toHaveLength(1);
      expect(message.tool_calls[0].function.name).toBe("get_weather");
      expect(JSON.parse(message.tool_calls[0].function.arguments).city).toContain("Paris");
    });
  },
);
