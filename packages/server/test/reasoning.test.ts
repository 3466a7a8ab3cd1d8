import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, askStreamed } from "./support/chat.js";
import { startTinyServer, type TestServer } from "./support/server.js";
import { chatmlTemplate } from "./support/tiny-model.js";

let server: TestServer;
beforeAll(async () => {
  server = await startTinyServer({ tiny: { chatTemplate: `{# <think> #}${chatmlTemplate}` } });
});
afterAll(() => server.close());

/** Makes the model think: a random one never would by itself. */
const thinking = {
  response_format: { type: "grammar", grammar: 'root ::= "<think>one < two</think>\\n\\nyes"' },
};

describe("a model that can reason", () => {
  it("has its reasoning apart from the content", async () => {
    const { body } = await ask(server, thinking);
    expect(body.choices[0].message).toMatchObject({
      content: "yes",
      reasoning: "one < two",
      reasoning_details: [{ type: "reasoning.text", text: "one < two" }],
    });
    expect(body.usage.completion_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    expect(body.usage.completion_tokens_details.reasoning_tokens).toBeLessThan(body.usage.completion_tokens);
  });

  it("streams the two apart", async () => {
    const { chunks, text } = await askStreamed(server, thinking);
    expect(text).toBe("yes");
    expect(chunks.map((chunk) => chunk.choices[0]?.delta.reasoning ?? "").join("")).toBe("one < two");
    const details = chunks.flatMap((chunk) => chunk.choices[0]?.delta.reasoning_details ?? []);
    expect(details.map((detail) => detail.text).join("")).toBe("one < two");
  });

  it.each([{ reasoning: { exclude: true } }, { include_reasoning: false }])(
    "leaves it out with %j",
    async (fields) => {
      const { body } = await ask(server, { ...thinking, ...fields });
      expect(body.choices[0].message).toMatchObject({ content: "yes", reasoning: null });
      expect(body.usage.completion_tokens_details.reasoning_tokens).toBeGreaterThan(0);
    },
  );

  it.each([
    { reasoning: { effort: "none" } },
    { reasoning: { enabled: false } },
    { reasoning_effort: "none" },
  ])("is told not to with %j", async (fields) => {
    const messages = [{ role: "user", content: "Hello" }];
    const { body } = await ask(server, { messages, max_tokens: 1, ...fields });
    expect(body.usage.prompt_tokens).toBe(
      await server.engine.countTokens([
        { role: "user", content: "Hello" },
        { role: "assistant", content: "<think>\n\n</think>\n\n" },
      ]),
    );
  });

  it("says which wishes it can't honour", async () => {
    const fields = { max_tokens: 1, reasoning: { effort: "high", max_tokens: 10 } };
    const { headers } = await ask(server, fields);
    expect(headers.get("X-OpenRouter-Warnings")).toBe(
      "not supported by this model, ignored: reasoning.effort, reasoning.max_tokens",
    );
    const required = await ask(server, { ...fields, provider: { require_parameters: true } });
    expect(required.status).toBe(404);
  });

  it("is listed with reasoning among its parameters", async () => {
    const { data } = (await (await fetch(`${server.url}/api/v1/models`)).json()) as {
      data: { supported_parameters: string[] }[];
    };
    expect(data[0]!.supported_parameters).toContain("reasoning");
  });
});
