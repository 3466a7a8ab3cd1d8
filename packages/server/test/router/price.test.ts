import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addDecimals, compareDecimals, timesDecimal } from "../../src/generation/decimal.js";
import { noUsage, type Usage } from "../../src/generation/event.js";
import type { Task } from "../../src/generation/task.js";
import { endpointListSchema, modelListSchema } from "../../src/http/openapi/responses.js";
import type { RunningServer } from "../../src/options.js";
import { type Endpoint, type Prices, type Pricing, priceNames } from "../../src/router/endpoint.js";
import { isDearer, isFree, Tariff } from "../../src/router/price.js";
import { ask } from "../support/chat.js";
import { provider, route } from "./support.js";
import { Wall } from "./wall/wall.js";

const at = (time: string) => new Date(`2026-11-25T${time}:00.000Z`);
const tariff = (pricing: Pricing, time = "12:00", tokens = 0) => new Tariff(pricing, at(time), () => tokens);
const usage = (fields: Partial<Usage>): Usage => ({ ...noUsage(), ...fields });

describe("a tariff", () => {
  const pricing: Pricing = {
    prompt: "0.000003",
    completion: "0.000015",
    request: "0.001",
    image: "0.0048",
    audio: "0.00001",
    input_cache_read: "0.0000003",
    input_cache_write: "0.00000375",
    input_cache_write_1h: "0.000006",
    internal_reasoning: "0.00002",
  };

  it("counts every kind of token once, by its own price, to the last digit", () => {
    const used = usage({
      promptTokens: 1_000,
      cachedTokens: 100,
      cacheWriteTokens: 200,
      cacheWrite1hTokens: 50,
      audioTokens: 30,
      completionTokens: 70,
      reasoningTokens: 20,
    });
    const prompt = 0.001 + 2 * 0.0048 + 670 * 3e-6 + 30 * 1e-5 + 100 * 3e-7 + 150 * 3.75e-6 + 50 * 6e-6;
    expect(tariff(pricing).costOf(used, 2)).toEqual({
      prompt: "0.0138025",
      completion: "0.00115",
      total: "0.0149525",
    });
    expect(prompt).toBeCloseTo(0.0138025, 12);
  });

  it("takes the prompt's price for what has none of its own, and nothing where there are no prices", () => {
    const used = usage({ promptTokens: 10, cachedTokens: 2, cacheWriteTokens: 3, audioTokens: 4 });
    const { total } = tariff({ prompt: "0.1", completion: "0.2" }).costOf(
      { ...used, completionTokens: 5, reasoningTokens: 5 },
      3,
    );
    expect(total).toBe("2");
    expect(tariff({}).costOf(used, 1).total).toBe("0");
  });

  it("takes other prices for long prompts; of several overrides the last one that holds", () => {
    const long = tariff({
      prompt: "0.1",
      completion: "0.2",
      overrides: [
        { min_prompt_tokens: 100, prompt: "0.2", completion: "0.3" },
        { min_prompt_tokens: 200, prompt: "0.5" },
      ],
    });
    const cost = (promptTokens: number) => long.costOf(usage({ promptTokens, completionTokens: 1 }), 0).total;
    expect([99, 100, 199, 200].map(cost)).toEqual(["10.1", "20.3", "40.1", "100.3"]);
  });

  it.each([
    ["00:00", "0.5"],
    ["00:29", "0.5"],
    ["00:30", "1"],
    ["08:59", "1"],
    ["09:00", "2"],
    ["16:59", "2"],
    ["17:00", "1"],
    ["16:30", "2"],
    ["23:00", "0.5"],
  ])("knows the time of the day: at %s a token costs %s", (time, price) => {
    const day = tariff(
      {
        prompt: "1",
        overrides: [
          { utc_start: "23:00", utc_end: "00:30", prompt: "0.5" },
          { utc_start: "09:00", utc_end: "17:00", prompt: "2" },
        ],
      },
      time,
    );
    expect(day.costOf(usage({ promptTokens: 1 }), 0).prompt).toBe(price);
    expect(day.listPrice).toBe(Number(price));
  });

  it("holds an override only if all its conditions are met", () => {
    const both = { min_prompt_tokens: 10, utc_start: "10:00", utc_end: "11:00", prompt: "9" };
    const cost = (time: string, promptTokens: number) =>
      tariff({ prompt: "1", overrides: [both] }, time).costOf(usage({ promptTokens }), 0).total;
    expect([cost("10:30", 10), cost("10:30", 9), cost("11:00", 10)]).toEqual(["90", "9", "10"]);
  });

  it("is compared and filtered by what is expected of the prompt", () => {
    const prices = { prompt: "0.000001", overrides: [{ min_prompt_tokens: 1_000, prompt: "0.000005" }] };
    expect(isDearer(tariff(prices, "12:00", 10).expected, { prompt: "2" })).toBe(false);
    expect(isDearer(tariff(prices, "12:00", 2_000).expected, { prompt: "2" })).toBe(true);
    const endpoint = (pricing: Pricing) => ({ pricing }) as Endpoint;
    expect(isFree(endpoint({ prompt: "0", overrides: [{ min_prompt_tokens: 9, prompt: "0" }] }))).toBe(true);
    expect(isFree(endpoint({ prompt: "0", overrides: [{ min_prompt_tokens: 9, prompt: "1" }] }))).toBe(false);
  });

  const price = fc.integer({ min: 0, max: 10_000 }).map((micros) => timesDecimal("0.000001", micros));
  const prices: fc.Arbitrary<Prices> = fc.record(
    Object.fromEntries(priceNames.map((name) => [name, price])),
    { requiredKeys: [] },
  );
  const override = fc
    .tuple(prices, fc.integer({ min: 0, max: 300 }))
    .map(([some, least]) => ({ ...some, min_prompt_tokens: least }));
  const priced = fc
    .tuple(prices, fc.array(override, { maxLength: 4 }))
    .map(([base, overrides]): Pricing => ({ ...base, overrides }));

  it("reserves as much as any answer can cost, whatever its tokens are", () => {
    const task: Task = {
      models: [],
      messages: [{ role: "user", content: "Tell me. ".repeat(20) }],
      parameters: { max_tokens: 50 },
      routing: {},
      extra: {},
      client: "test",
    };
    const counts = fc.record({
      promptTokens: fc.nat(180),
      cached: fc.nat(180),
      written: fc.nat(180),
      hour: fc.nat(180),
      heard: fc.nat(180),
      completionTokens: fc.nat(50),
      reasoning: fc.nat(50),
    });
    fc.assert(
      fc.property(priced, counts, (pricing, given) => {
        const { promptTokens, completionTokens } = given;
        const cachedTokens = Math.min(promptTokens, given.cached);
        const cacheWriteTokens = Math.min(promptTokens - cachedTokens, given.written);
        const used = usage({
          promptTokens,
          cachedTokens,
          cacheWriteTokens,
          cacheWrite1hTokens: Math.min(cacheWriteTokens, given.hour),
          audioTokens: Math.min(promptTokens - cachedTokens - cacheWriteTokens, given.heard),
          completionTokens,
          reasoningTokens: Math.min(completionTokens, given.reasoning),
        });
        const most = tariff(pricing).mostOf(task, {} as Endpoint, 0);
        expect(most.promptTokens).toBeGreaterThanOrEqual(180);
        const reserved = addDecimals(most.promptCost, timesDecimal(most.tokenCost, most.completionTokens));
        const { total } = tariff(pricing).costOf(used, 0);
        expect(compareDecimals(total, reserved)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

describe("a server with prices", () => {
  let wall: Wall;
  let server: RunningServer;
  /** Whatever the time is, one of the two halves of the day holds. */
  const pricing = {
    prompt: "0.000001",
    completion: "0.000002",
    image: "0.5",
    overrides: [
      { utc_start: "00:00", utc_end: "12:00", completion: "0.000004" },
      { utc_start: "12:00", utc_end: "00:00", completion: "0.000004" },
      { min_prompt_tokens: 10, prompt: "0.000003" },
      { min_prompt_tokens: 11, prompt: "1" },
    ],
  };
  beforeAll(async () => {
    wall = await Wall.start();
    server = await route({
      providers: [provider("alpha", wall.baseUrl)],
      models: [{ id: "acme/good", endpoints: [{ provider: "alpha", model: "good", pricing }] }],
    });
  });
  afterAll(async () => {
    await server.close(0);
    await wall.close();
  });
  const get = async (path: string) => (await fetch(`${server.url}/api/v1${path}`)).json();

  it("charges by those that hold", async () => {
    // 10 × 0.000003 + 7 × 0.000004, as the wall counts.
    expect((await ask(server, { model: "acme/good" })).body.usage.cost).toBe(0.000058);
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
    const messages = [{ role: "user", content: [{ type: "text", text: "What?" }, image, image] }];
    expect((await ask(server, { model: "acme/good", messages })).body.usage.cost).toBe(1.000058);
  });

  it("shows all of them", async () => {
    const { data } = endpointListSchema.parse(await get("/models/acme/good/endpoints"));
    expect(data.endpoints[0]!.pricing).toEqual(pricing);
    const { data: models } = modelListSchema.parse(await get("/models"));
    expect(models[0]!.pricing).toEqual({ request: "0", ...pricing });
  });
});
