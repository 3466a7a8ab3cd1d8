import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discover, upstreamsOf } from "../../src/config/discover.js";
import { UserError } from "../../src/user-error.js";
import { ask } from "../support/chat.js";
import { route } from "./support.js";
import { answer, sentence } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

let one: Wall;
let two: Wall;
beforeAll(async () => {
  one = await Wall.start({
    large: ({ response }) => answer(response),
    small: ({ response }) => answer(response),
  });
  two = await Wall.start({ large: ({ response }) => answer(response) });
});
afterAll(() => Promise.all([one.close(), two.close()]));

describe("servers without a file", () => {
  it("tell their models; the same at two of them has two endpoints, and it works", async () => {
    const config = await discover([{ baseUrl: one.baseUrl }, { baseUrl: two.baseUrl }]);
    expect(config.models.map(({ id, endpoints }) => [id, endpoints.length])).toEqual([
      ["large", 2],
      ["small", 1],
    ]);
    const server = await route(config);
    try {
      expect((await ask(server, { model: "large" })).body.choices[0].message.content).toBe(sentence);
      expect((await ask(server, { model: "small" })).status).toBe(200);
    } finally {
      await server.close(0);
    }
  });

  it("that can't be asked are named", async () => {
    const gone = await Wall.start();
    const { baseUrl } = gone;
    await gone.close();
    await expect(discover([{ baseUrl }])).rejects.toThrow(UserError);
    await expect(discover([{ baseUrl }])).rejects.toThrow(`${baseUrl}/models`);
  });

  it("are found in the environment", () => {
    expect(upstreamsOf({ OPENAI_API_KEY: "sk-any", OLLAMA_HOST: "0.0.0.0:1234" })).toMatchObject([
      { baseUrl: "https://api.openai.com/v1", apiKey: "sk-any", flavour: "openai" },
      { baseUrl: "http://127.0.0.1:1234/v1", flavour: "ollama" },
    ]);
    expect(upstreamsOf({})).toEqual([]);
  });

  it.each([
    [
      "ANTHROPIC_API_KEY",
      "anthropic",
      { "x-api-key": "key", "anthropic-version": "2023-06-01" },
      { data: [{ type: "model", id: "claude-any", display_name: "Claude" }], has_more: false },
      [{ id: "claude-any", endpoints: [{ model: "claude-any" }] }],
    ],
    [
      "GEMINI_API_KEY",
      "gemini",
      { "x-goog-api-key": "key" },
      {
        models: [
          { name: "models/gem", inputTokenLimit: 1_000, supportedGenerationMethods: ["generateContent"] },
          { name: "models/embed", supportedGenerationMethods: ["embedContent"] },
        ],
      },
      [{ id: "gem", endpoints: [{ model: "gem", context_length: 1_000 }] }],
    ],
  ])("of %s are asked in their own language", async (variable, type, headers, list, models) => {
    const asked: IncomingMessage[] = [];
    const cloud = createServer((request, response) => {
      asked.push(request);
      response.setHeader("content-type", "application/json").end(JSON.stringify(list));
    }).listen(0, "127.0.0.1");
    await once(cloud, "listening");
    try {
      const [found] = upstreamsOf({ [variable]: "key" });
      expect(found).toMatchObject({ type, apiKey: "key" });
      const baseUrl = `http://127.0.0.1:${(cloud.address() as AddressInfo).port}/v1`;
      const config = await discover([{ ...found!, baseUrl }]);
      expect(config.providers).toEqual([
        expect.objectContaining({ slug: type, type, base_url: baseUrl, api_key: "key" }),
      ]);
      expect(config.models).toMatchObject(models);
      expect(asked[0]!.url).toMatch(/^\/v1\/models\?/);
      expect(asked[0]!.headers).toMatchObject(headers);
    } finally {
      cloud.close();
      cloud.closeAllConnections();
    }
  });
});
