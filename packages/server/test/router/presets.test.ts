import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readConfiguration } from "../../src/config/read.js";
import type { RunningServer } from "../../src/options.js";
import { ask } from "../support/chat.js";
import { provider, route } from "./support.js";
import { Wall } from "./wall/wall.js";

const lookup = { type: "function" as const, function: { name: "lookup", description: "preset's" } };

let wall: Wall;
let server: RunningServer;
beforeAll(async () => {
  wall = await Wall.start();
  server = await route({
    providers: [provider("alpha", wall.baseUrl), provider("beta", wall.baseUrl)],
    models: ["large", "small"].map((name) => ({
      id: `acme/${name}`,
      endpoints: [
        { provider: "alpha", model: "good" },
        { provider: "beta", model: "good" },
      ],
    })),
    presets: [
      {
        slug: "careful",
        model: "acme/small",
        provider: { only: ["beta"] },
        parameters: { temperature: 0.25, top_p: 0.5, stop: "END", tools: [lookup] },
        system: "Be careful.",
      },
      { slug: "kept", models: ["acme/none", "acme/large"], cache_enabled: true, cache_ttl_seconds: 7 },
      { slug: "plain", parameters: { seed: 3 } },
    ],
  });
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

/** What the provider was sent for a request. */
const sent = async (body: Record<string, unknown>, init?: RequestInit) => {
  const answer = await ask(server, body, init);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return { answer: answer.body, headers: answer.headers, request: wall.requests.at(-1)!.body };
};
const says = (role: string, content: string) => ({ role, content });

describe("a preset", () => {
  it.each([
    ["in place of a model", { model: "@preset/careful" }],
    ["as preset", { preset: "Careful" }],
    ["twice", { model: "@preset/careful", preset: "careful" }],
  ])("%s fills in what the request leaves open", async (_, named) => {
    const { answer, request } = await sent(named);
    expect(answer).toMatchObject({ model: "acme/small", provider: "Beta" });
    const record = await fetch(`${server.url}/api/v1/generation?id=${answer.id}`);
    expect(await record.json()).toMatchObject({ data: { preset_id: "careful" } });
    expect(request).toMatchObject({ temperature: 0.25, top_p: 0.5, stop: ["END"], tools: [lookup] });
    expect(request.messages).toEqual([says("system", "Be careful."), says("user", "Hello")]);
  });

  it("gives way to what the request says", async () => {
    const own = { type: "function", function: { name: "lookup", description: "request's" } };
    const more = { type: "function", function: { name: "more" } };
    const messages = [says("system", "Be quick."), says("user", "Hello")];
    const { answer, request } = await sent({
      model: "acme/large@preset/careful",
      temperature: 1,
      top_p: null,
      provider: { only: ["alpha"] },
      tools: [own, more],
      messages,
    });
    expect(answer).toMatchObject({ model: "acme/large", provider: "Alpha" });
    expect(request).toMatchObject({ temperature: 1, top_p: 0.5, tools: [own, more], messages });
    expect((await sent({ model: "acme/large", preset: "careful" })).answer.model).toBe("acme/large");
  });

  it("need not name a model, and may name several", async () => {
    const { answer, request } = await sent({ preset: "plain" });
    expect(answer.model).toBe("acme/large");
    expect(request.seed).toBe(3);
    expect((await sent({ preset: "kept" })).answer.model).toBe("acme/large");
    expect((await sent({ models: ["acme/none", "@preset/careful"] })).answer.model).toBe("acme/small");
  });

  it("may turn the response cache on, which a header turns off", async () => {
    const body = { model: "@preset/kept", messages: [says("user", "Cached?")] };
    const told = (headers: Headers) => headers.get("x-openrouter-cache-status");
    const first = await sent(body);
    expect([told(first.headers), first.headers.get("x-openrouter-cache-ttl")]).toEqual(["MISS", "7"]);
    expect(told((await sent(body)).headers)).toBe("HIT");
    expect(told((await sent(body, { headers: { "X-OpenRouter-Cache": "false" } })).headers)).toBeNull();
  });

  it("serves the Messages API", async () => {
    const response = await fetch(`${server.url}/api/v1/messages`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ model: "@preset/careful", max_tokens: 9, messages: [says("user", "Hello")] }),
    });
    expect(await response.json()).toMatchObject({ model: "acme/small" });
    expect(wall.requests.at(-1)!.body).toMatchObject({ temperature: 0.25, max_tokens: 9 });
    expect(wall.requests.at(-1)!.body.messages[0]).toEqual(says("system", "Be careful."));
  });

  it("that is not known is named, with those that are", async () => {
    for (const [named, param] of [
      [{ model: "@preset/none" }, "model"],
      [{ preset: "none" }, "preset"],
    ] as const) {
      const { status, body } = await ask(server, named);
      expect(status).toBe(404);
      expect(body.error).toMatchObject({
        param,
        message: 'No preset named "none" here. There are: careful, kept, plain',
      });
    }
    const { status, body } = await ask(server, { model: "@preset/plain", preset: "careful" });
    expect([status, body.error.param]).toEqual([400, "preset"]);
  });
});

it("a preset that no request could be is refused with its line", () => {
  const read = (presets: string) => () =>
    readConfiguration(
      `providers:
  - { slug: alpha, type: openai, base_url: "http://127.0.0.1:9/v1" }
models:
  - id: acme/large
    endpoints: [{ provider: alpha, model: large }]
presets:
${presets}`,
      "openrouter.yaml",
      {},
    );
  expect(read("  - { slug: a }\n  - { slug: A }")).toThrow(
    "openrouter.yaml:8: presets[1].slug A is there twice",
  );
  expect(read("  - slug: a\n    parameters: { temperature: 9 }")).toThrow(
    /openrouter.yaml:8: presets\[0\].parameters.temperature must be .*got 9/,
  );
  expect(read("  - slug: a\n    parameters: { warmth: 1 }")).toThrow(
    "presets[0].parameters.warmth is no field",
  );
  expect(read("  - slug: a\n    provider: { ordr: [b] }")).toThrow("presets[0].provider.ordr is no field");
  expect(read("  - slug: a\n    parameters: { tool_choice: required }")).toThrow(
    'openrouter.yaml:7: presets[0]: tool_choice must not be "required" without tools',
  );
  expect(read("  - { slug: a, model: b, models: [c] }")).toThrow(
    "presets[0].models must not come with model",
  );
});
