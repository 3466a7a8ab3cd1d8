import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask, askStreamed } from "../support/chat.js";
import { startTinyServer, type TestServer, tinyId } from "../support/server.js";
import { provider } from "./support.js";
import { Wall } from "./wall/wall.js";

let wall: Wall;
let server: TestServer;
beforeAll(async () => {
  wall = await Wall.start();
  server = await startTinyServer({
    config: {
      providers: [provider("alpha", wall.baseUrl), { slug: "here", type: "embedded" }],
      models: [
        {
          id: "acme/large",
          endpoints: [
            { provider: "alpha", model: "breaks-cut" },
            { provider: "here", model: tinyId },
          ],
        },
      ],
    },
  });
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

const asked = { model: "acme/large", max_tokens: 24, temperature: 0, provider: { order: ["alpha"] } };
const withMetadata = { headers: { "X-OpenRouter-Metadata": "enabled" } };
const hop = {
  pipeline: [expect.objectContaining({ name: "prefill", data: { provider: "Embedded", endpoint: "here" } })],
};

describe("an answer that breaks off at its provider", () => {
  it("is continued by the model of this machine, from what was said", async () => {
    const { text, chunks, done } = await askStreamed(server, asked, withMetadata);
    expect(text.startsWith("The capital of")).toBe(true);
    expect(text.length).toBeGreaterThan("The capital of".length);
    expect(done).toBe(true);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.at(-1).openrouter_metadata).toMatchObject(hop);
    // The limit holds for both parts together.
    expect(chunks.at(-1).usage.completion_tokens).toBeLessThanOrEqual(24);
  });

  it("is whole for those who don't stream", async () => {
    const { status, body } = await ask(server, asked, withMetadata);
    expect(status).toBe(200);
    expect(body.choices[0].message.content.startsWith("The capital of")).toBe(true);
    expect(body.openrouter_metadata).toMatchObject(hop);
    expect(["stop", "length"]).toContain(body.choices[0].finish_reason);
  });
});
