import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { patient, route } from "../router/support.js";
import { message, text } from "./anthropic/events.js";
import { fails, ScriptedCloud, streams } from "./support.js";

let texts: ScriptedCloud;
let claude: ScriptedCloud;
let server: RunningServer;
beforeAll(async () => {
  texts = await ScriptedCloud.start();
  claude = await ScriptedCloud.start();
  const cloud = { api_key: "key-1", timeouts: patient };
  const openai = { type: "openai" as const, base_url: `${texts.url}/v1`, ...cloud };
  server = await route({
    providers: [
      { slug: "texts", name: "Texts", ...openai },
      { slug: "second", name: "Second", ...openai },
      { slug: "open", name: "Open", ...openai, flavour: "openai" },
      { slug: "claude", name: "Claude", type: "anthropic", base_url: `${claude.url}/v1`, ...cloud },
    ],
    models: [
      { id: "acme/texts", endpoints: [{ provider: "texts", model: "base" }] },
      { id: "acme/open", endpoints: [{ provider: "open", model: "gpt-5" }] },
      { id: "acme/instruct", endpoints: [{ provider: "open", model: "gpt-3.5-turbo-instruct" }] },
      { id: "acme/claude", endpoints: [{ provider: "claude", model: "claude-sonnet-4-5" }] },
      {
        id: "acme/both",
        endpoints: [
          { provider: "claude", model: "claude-sonnet-4-5" },
          { provider: "texts", model: "base" },
        ],
      },
      {
        id: "acme/two",
        endpoints: [
          { provider: "texts", model: "base" },
          { provider: "second", model: "base" },
        ],
      },
    ],
  });
});
afterAll(async () => {
  await server.close();
  await texts.close();
  await claude.close();
});

const complete = async (body: Record<string, unknown>) => {
  const response = await fetch(`${server.url}/api/v1/completions`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const warnings = response.headers.get("X-OpenRouter-Warnings");
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  return { status: response.status, warnings, body: (await response.json()) as any };
};

const part = (index: number, said: string, more: object = {}) => ({
  id: "cmpl-1",
  object: "text_completion",
  choices: [{ index, text: said, finish_reason: null, logprobs: null, ...more }],
});
const usage = { choices: [], usage: { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 } };

it("texts go to /completions as they are, and log-probabilities come back in the same form", async () => {
  const logprobs = {
    tokens: [" up", "on"],
    token_logprobs: [-0.5, -0.25],
    top_logprobs: [{ " up": -0.5, " a": -2 }, { on: -0.25 }],
    text_offset: [4, 7],
  };
  texts.script = streams([
    part(0, " upon", { logprobs }),
    part(1, " a", { finish_reason: "stop" }),
    part(0, "", { finish_reason: "length" }),
    usage,
  ]);
  const prompt = ["Once", "Twice"];
  const answer = await complete({ model: "acme/texts", prompt, logprobs: 2, max_tokens: 5, stop: "." });
  expect(texts.last).toMatchObject({
    path: "/v1/completions",
    body: { model: "base", prompt, logprobs: 2, max_tokens: 5, stop: ["."], stream: true },
  });
  expect(texts.last.body).not.toHaveProperty("messages");
  expect(texts.last.body).not.toHaveProperty("top_logprobs");
  expect(answer.body).toMatchObject({
    object: "text_completion",
    provider: "Texts",
    choices: [
      { text: " upon", finish_reason: "length", logprobs: { ...logprobs, text_offset: [0, 3] } },
      { text: " a", finish_reason: "stop" },
    ],
    usage: { prompt_tokens: 4, completion_tokens: 2 },
  });
  expect(answer.warnings).toBeNull();
});

it("where a model can't continue a text it is sent as a user's message, and the client is told", async () => {
  claude.script = streams(message([text("Salve")]));
  const answer = await complete({ model: "acme/claude", prompt: "Hello", echo: true });
  expect(claude.last.body.messages).toEqual([{ role: "user", content: [{ type: "text", text: "Hello" }] }]);
  expect(answer.body.choices).toMatchObject([{ text: "HelloSalve", finish_reason: "stop" }]);
  expect(answer.warnings).toBe("Claude does not continue texts: prompt was sent as a user's message");
});

it("OpenAI's own models are asked under the path that they have", async () => {
  texts.script = streams([part(0, " upon", { finish_reason: "stop" }), usage]);
  await complete({ model: "acme/instruct", prompt: "Once" });
  expect(texts.last).toMatchObject({ path: "/v1/completions", body: { prompt: "Once", max_tokens: 16 } });
  texts.script = streams([{ choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "stop" }] }]);
  const { body, warnings } = await complete({ model: "acme/open", prompt: "Once" });
  expect(texts.last.path).toBe("/v1/chat/completions");
  expect(texts.last.body.messages).toEqual([{ role: "user", content: "Once" }]);
  expect(body.choices[0].text).toBe("Hi");
  expect(warnings).toContain("Open does not continue texts");
});

it("several texts go to an endpoint that takes them, and are refused by name where none does", async () => {
  texts.script = streams([
    part(0, "a", { finish_reason: "stop" }),
    part(1, "b", { finish_reason: "stop" }),
    usage,
  ]);
  const order = { provider: { order: ["claude", "texts"] } };
  const answer = await complete({ model: "acme/both", prompt: ["1", "2"], ...order });
  expect(answer.body).toMatchObject({ provider: "Texts", choices: [{ text: "a" }, { text: "b" }] });
  const refused = await complete({ model: "acme/claude", prompt: ["1", "2"] });
  expect(refused).toMatchObject({ status: 400, body: { error: { param: "prompt" } } });
  expect(refused.body.error.message).toBe(
    "Claude takes messages and no texts to continue: prompt must be one text",
  );
});

it("a text that breaks off is continued by another endpoint from where it is", async () => {
  const asked: string[] = [];
  texts.script = (response, request) => {
    asked.push(request.body.prompt);
    const first = asked.length === 1;
    const end = part(0, first ? " upon" : " a time", first ? {} : { finish_reason: "stop" });
    return streams(first ? [end] : [end, usage], first ? "cut" : "whole")(response, request);
  };
  const { body } = await complete({ model: "acme/two", prompt: "Once" });
  expect(asked).toEqual(["Once", "Once upon"]);
  expect(body.choices).toMatchObject([{ text: " upon a time", finish_reason: "stop" }]);
});

it("an upstream's error is told", async () => {
  texts.script = fails(404, { error: { message: "This is a chat model" } });
  const { status, body } = await complete({ model: "acme/texts", prompt: "Once" });
  expect(status).toBe(404);
  expect(body.error.message).toContain("This is a chat model");
});
