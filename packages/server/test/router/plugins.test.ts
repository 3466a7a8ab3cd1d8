import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { ask, askStreamed } from "../support/chat.js";
import { startTinyServer } from "../support/server.js";
import { provider, route } from "./support.js";
import { answer } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

let wall: Wall;
let server: RunningServer;
beforeAll(async () => {
  wall = await Wall.start({
    "json-fence": ({ response }) => answer(response, ["```json\n", '{"a": 1,', "}\n", "```"]),
    "json-cut": ({ response }) => answer(response, ['{"a": [1, 2'], "length"),
  });
  const endpoint = (model: string, context_length?: number) => ({ provider: "alpha", model, context_length });
  server = await route({
    providers: [provider("alpha", wall.baseUrl), provider("beta", wall.baseUrl)],
    models: [
      { id: "acme/small", endpoints: [endpoint("good", 4_096)] },
      { id: "acme/large", endpoints: [endpoint("good", 20_000)] },
      {
        id: "acme/both",
        endpoints: [endpoint("good", 1_000), { provider: "beta", model: "good", context_length: 10_000 }],
      },
      { id: "acme/fence", endpoints: [endpoint("json-fence")] },
      { id: "acme/cut", endpoints: [endpoint("json-cut")] },
    ],
  });
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

const warningsOf = (headers: Headers) => headers.get("X-OpenRouter-Warnings") ?? "";
const asking = { headers: { "X-OpenRouter-Metadata": "enabled" } };

describe("context-compression", () => {
  /** A conversation of about so many tokens. */
  const conversation = (tokens: number) => [
    { role: "system", content: "Be brief." },
    ...Array.from({ length: Math.ceil(tokens / 500) }, (_, i) => [
      { role: "user", content: `${i} ${"word ".repeat(200)}` },
      { role: "assistant", content: `${i} ${"word ".repeat(200)}` },
    ]).flat(),
    { role: "user", content: "And the last?" },
  ];
  const sizeOf = (messages: { content: string }[]) =>
    messages.reduce((sum, { content }) => sum + content.length / 4, 0);

  it.each([
    ["as a plugin", { plugins: [{ id: "context-compression", engine: "middle-out" }] }],
    ["as a transform", { transforms: ["middle-out"] }],
  ])("%s makes the conversation fit, and says so", async (_, wish) => {
    const messages = conversation(30_000);
    const body = { model: "acme/large", messages, max_tokens: 2_000, ...wish };
    const { status, headers, body: whole } = await ask(server, body, asking);
    expect(status).toBe(200);
    const { messages: sent } = wall.requests.at(-1)!.body;
    expect(sizeOf(sent)).toBeLessThan(18_000);
    expect(sizeOf(sent)).toBeGreaterThan(12_000);
    expect([sent[0], sent[1], sent.at(-1)]).toEqual([messages[0], messages[1], messages.at(-1)]);
    expect(warningsOf(headers)).toMatch(/too long for the context of 20000 tokens: \d+ messages left out/);
    expect(whole.openrouter_metadata.pipeline).toMatchObject([
      { type: "plugin", name: "context-compression", data: { engine: "middle-out", endpoint: "alpha" } },
    ]);
    const streamed = await askStreamed(server, body);
    expect(warningsOf(streamed.headers)).toContain("messages left out");
  });

  it("is on by itself for small contexts only, and can be switched off", async () => {
    const long = conversation(30_000);
    await ask(server, { model: "acme/large", messages: long });
    expect(wall.requests.at(-1)!.body.messages).toHaveLength(long.length);
    await ask(server, { model: "acme/small", messages: long });
    expect(sizeOf(wall.requests.at(-1)!.body.messages)).toBeLessThan(4_096);
    for (const wish of [{ transforms: [] }, { plugins: [{ id: "context-compression", enabled: false }] }]) {
      const { headers } = await ask(server, { model: "acme/small", messages: long, ...wish });
      expect(wall.requests.at(-1)!.body.messages).toHaveLength(long.length);
      expect(warningsOf(headers)).toBe("");
    }
  });

  it("does nothing to what fits", async () => {
    const messages = conversation(1_000);
    const { headers } = await ask(server, { model: "acme/small", messages });
    expect(wall.requests.at(-1)!.body.messages).toEqual(messages);
    expect(warningsOf(headers)).toBe("");
  });

  it("goes by the endpoint's own count where it has one, and only if it is asked for there", async () => {
    const embedded = await startTinyServer({
      tiny: { contextLength: 512 },
      engineOptions: { contextLength: 512 },
    });
    try {
      // The tiny model's tokens are shorter than any estimate would have it.
      const messages = Array.from({ length: 40 }, (_, i) => ({ role: "user", content: `${i} some words` }));
      const body = { messages, max_tokens: 20 };
      const refused = await ask(embedded, body);
      expect([refused.status, refused.body.error.type]).toEqual([400, "context_length_exceeded"]);
      const { status, headers, body: whole } = await ask(embedded, { ...body, transforms: ["middle-out"] });
      expect(status).toBe(200);
      expect(warningsOf(headers)).toMatch(/context of 512 tokens: \d+ messages left out/);
      expect(whole.usage.prompt_tokens).toBeGreaterThan(256);
    } finally {
      await embedded.close();
    }
  });

  it("leaves out no more than half where somebody has room", async () => {
    const body = { model: "acme/both", messages: conversation(12_000), transforms: ["middle-out"] };
    for (let i = 0; i < 5; i++) expect((await ask(server, body)).body.provider).toBe("Beta");
  });
});

describe("response-healing", () => {
  const wish = { plugins: [{ id: "response-healing" }], response_format: { type: "json_object" } };

  it("repairs a whole answer that was to be JSON, and says so", async () => {
    const { body, headers } = await ask(server, { model: "acme/fence", ...wish }, asking);
    expect(JSON.parse(body.choices[0].message.content)).toEqual({ a: 1 });
    expect(warningsOf(headers)).toContain("not valid JSON and was repaired");
    expect(body.openrouter_metadata.pipeline).toMatchObject([{ type: "plugin", name: "response-healing" }]);
  });

  it("leaves others alone: without the wish, without a form, streamed, or broken off", async () => {
    const broken = '```json\n{"a": 1,}\n```';
    const contentOf = async (body: object) => {
      const answer = await ask(server, { model: "acme/fence", ...body });
      expect(warningsOf(answer.headers)).not.toContain("repaired");
      return answer.body.choices[0].message.content;
    };
    expect(await contentOf({ response_format: wish.response_format })).toBe(broken);
    expect(await contentOf({ plugins: wish.plugins })).toBe(broken);
    expect((await askStreamed(server, { model: "acme/fence", ...wish })).text).toBe(broken);
    expect(await contentOf({ model: "acme/cut", ...wish })).toBe('{"a": [1, 2');
  });

  it("repairs what comes from the cache, too", async () => {
    const body = { model: "acme/fence", ...wish, messages: [{ role: "user", content: "Cached?" }] };
    const headers = { "X-OpenRouter-Cache": "true" };
    expect((await askStreamed(server, body, { headers })).done).toBe(true);
    const again = await ask(server, body, { headers });
    expect(again.headers.get("X-OpenRouter-Cache-Status")).toBe("HIT");
    expect(JSON.parse(again.body.choices[0].message.content)).toEqual({ a: 1 });
  });
});

describe("other plugins", () => {
  it.each(["web", "file-parser", "moderation"])("%s is refused by name", async (id) => {
    const plugins = [{ id: "response-healing" }, { id }];
    const { status, body } = await ask(server, { model: "acme/large", plugins });
    expect(status).toBe(400);
    expect(body.error.param).toBe("plugins[1].id");
    expect(body.error.message).toContain(`"context-compression" or "response-healing"`);
    expect(body.error.message).toContain(`got "${id}"`);
    const off = await ask(server, { model: "acme/large", plugins: [{ id, enabled: false }] });
    expect(off.status).toBe(200);
  });

  it("so are other engines and transforms, and lists that are too long", async () => {
    const refused = async (fields: object) =>
      (await ask(server, { model: "acme/large", ...fields })).body.error;
    expect((await refused({ transforms: ["left-out"] })).param).toBe("transforms[0]");
    expect((await refused({ plugins: [{ id: "context-compression", engine: "x" }] })).param).toBe(
      "plugins[0].engine",
    );
    expect((await refused({ plugins: Array(33).fill({ id: "web" }) })).param).toBe("plugins");
  });
});
