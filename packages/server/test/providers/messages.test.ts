import { afterAll, beforeAll, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { patient, route } from "../router/support.js";
import { message, text } from "./anthropic/events.js";
import { ScriptedCloud, streams } from "./support.js";

let cloud: ScriptedCloud;
let server: RunningServer;
beforeAll(async () => {
  cloud = await ScriptedCloud.start();
  const own = { api_key: "key-1", timeouts: patient };
  server = await route({
    providers: [
      { slug: "claude", name: "Claude", type: "anthropic", base_url: `${cloud.url}/v1`, ...own },
      { slug: "open", name: "Open", type: "openai", base_url: `${cloud.url}/v1`, ...own },
    ],
    models: [
      { id: "acme/claude", endpoints: [{ provider: "claude", model: "claude-sonnet-4-5" }] },
      { id: "acme/open", endpoints: [{ provider: "open", model: "open-1" }] },
    ],
  });
});
afterAll(async () => {
  await server.close();
  await cloud.close();
});

const create = async (body: Record<string, unknown>) => {
  const response = await fetch(`${server.url}/api/v1/messages`, {
    method: "POST",
    body: JSON.stringify({ model: "acme/claude", max_tokens: 20, messages: [], ...body }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  return (await response.json()) as any;
};

const user = (...content: object[]) => ({ messages: [{ role: "user", content }] });

it("documents, pictures and their marks reach Anthropic as they were", async () => {
  cloud.script = streams(message([text("Read")]));
  const blocks = [
    {
      type: "document",
      source: { type: "base64", media_type: "application/pdf", data: "JVBERg==" },
      title: "a.pdf",
      cache_control: { type: "ephemeral" },
    },
    { type: "document", source: { type: "url", url: "https://example.com/b.pdf" } },
    { type: "document", source: { type: "text", media_type: "text/plain", data: "Grüße" } },
    { type: "document", source: { type: "file", file_id: "file_1" } },
    {
      type: "image",
      source: { type: "base64", media_type: "image/png", data: "iVBORw==" },
      cache_control: { type: "ephemeral" },
    },
  ];
  const answer = await create(user(...blocks, { type: "text", text: "What is this?" }));
  expect(answer.content).toEqual([{ type: "text", text: "Read" }]);
  expect(cloud.last.body.messages).toEqual([
    { role: "user", content: [...blocks, { type: "text", text: "What is this?" }] },
  ]);
});

it("what is told about a document comes before it", async () => {
  cloud.script = streams(message([text("Read")]));
  const source = { type: "url", url: "https://example.com/b.pdf" };
  await create(user({ type: "document", source, context: "From 1990" }));
  expect(cloud.last.body.messages[0].content).toEqual([
    { type: "text", text: "From 1990" },
    { type: "document", source },
  ]);
});

it("results of tools may hold pictures", async () => {
  cloud.script = streams(message([text("Seen")]));
  const image = { type: "image", source: { type: "url", url: "https://example.com/a.png" } };
  await create({
    messages: [
      { role: "user", content: "Look" },
      { role: "assistant", content: [{ type: "tool_use", id: "c1", name: "look", input: {} }] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "c1", content: [image], is_error: true }],
      },
    ],
  });
  expect(cloud.last.body.messages[2].content).toEqual([
    { type: "tool_result", tool_use_id: "c1", content: [{ type: "text", text: "Error: " }, image] },
  ]);
});

it.each([
  ["Anthropic", "acme/claude", message([text("One, ")], "stop_sequence", {}, "two")],
  [
    "vLLM",
    "acme/open",
    [{ choices: [{ index: 0, delta: { content: "One, " }, finish_reason: "stop", stop_reason: "two" }] }],
  ],
])("the stop sequence that %s names is told", async (_, model, events) => {
  cloud.script = streams(events);
  const answer = await create({ ...user({ type: "text", text: "Count" }), model, stop_sequences: ["two"] });
  expect(answer).toMatchObject({ stop_reason: "stop_sequence", stop_sequence: "two" });
});

it("tokens written to the cache are counted apart", async () => {
  const usage = { cache_creation_input_tokens: 7, cache_read_input_tokens: 5 };
  cloud.script = streams(message([text("Hi")], "end_turn", usage));
  const answer = await create(user({ type: "text", text: "Hello" }));
  expect(answer.usage).toMatchObject({ input_tokens: 10, output_tokens: 25, ...usage });
});

it("OpenRouter's preferences are heeded", async () => {
  const answer = await create({ ...user({ type: "text", text: "Hi" }), provider: { only: ["nobody"] } });
  expect(answer.error.message).toContain("allowed_providers");
});
