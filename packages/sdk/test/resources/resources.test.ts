import { expect, test } from "vitest";
import { OpenRouterCore } from "../../src/core.js";
import { generationsGetGeneration } from "../../src/funcs/generationsGetGeneration.js";
import { modelsList } from "../../src/funcs/modelsList.js";
import { OpenRouter } from "../../src/index.js";
import { json, serve, serveTcp } from "../support/server.js";

const retries = { strategy: "backoff" as const, backoff: { initialInterval: 1 } };

test.each<[string, (client: OpenRouter) => Promise<unknown>, string, unknown, unknown]>([
  [
    "models.list",
    ({ models }) => models.list({ category: "programming", supportedParameters: "tools,top_p" }),
    "/api/v1/models?category=programming&supported_parameters=tools%2Ctop_p",
    {
      data: [
        { id: "a/b", context_length: 5, hugging_face_id: null, pricing: { image_output: "1", new_price: 2 } },
      ],
    },
    {
      data: [
        { id: "a/b", contextLength: 5, huggingFaceId: null, pricing: { imageOutput: "1", newPrice: 2 } },
      ],
    },
  ],
  ["models.list", ({ models }) => models.list(), "/api/v1/models", { data: [] }, { data: [] }],
  [
    "models.count",
    ({ models }) => models.count(),
    "/api/v1/models/count",
    { data: { count: 2 } },
    { data: { count: 2 } },
  ],
  [
    "endpoints.list",
    ({ endpoints }) => endpoints.list({ author: "a b", slug: "c$&:free" }),
    "/api/v1/models/a%20b/c%24%26%3Afree/endpoints",
    { data: { id: "a/c", endpoints: [{ uptime_last_30m: 99.5, supported_parameters: ["top_p"] }] } },
    { data: { id: "a/c", endpoints: [{ uptimeLast30m: 99.5, supportedParameters: ["top_p"] }] } },
  ],
  [
    "generations.getGeneration",
    ({ generations }) => generations.getGeneration({ id: "gen-1 2" }),
    "/api/v1/generation?id=gen-1%202",
    { data: { id: "gen-1 2", total_cost: 0.1, native_tokens_completion_images: null, is_byok: false } },
    { data: { id: "gen-1 2", totalCost: 0.1, nativeTokensCompletionImages: null, isByok: false } },
  ],
  [
    "credits.getCredits",
    ({ credits }) => credits.getCredits(),
    "/api/v1/credits",
    { data: { total_credits: 10, total_usage: 1.5 } },
    { data: { totalCredits: 10, totalUsage: 1.5 } },
  ],
  [
    "apiKeys.getCurrentKeyMetadata",
    ({ apiKeys }) => apiKeys.getCurrentKeyMetadata(),
    "/api/v1/key",
    {
      data: {
        label: "k",
        byok_usage_daily: 0,
        expires_at: "2027-01-02T03:04:05Z",
        rate_limit: { requests: -1 },
      },
    },
    {
      data: {
        label: "k",
        byokUsageDaily: 0,
        expiresAt: new Date("2027-01-02T03:04:05Z"),
        rateLimit: { requests: -1 },
      },
    },
  ],
  [
    "apiKeys.getCurrentKeyMetadata",
    ({ apiKeys }) => apiKeys.getCurrentKeyMetadata(),
    "/api/v1/key",
    { data: { expires_at: null } },
    { data: { expiresAt: null } },
  ],
  [
    "providers.list",
    ({ providers }) => providers.list(),
    "/api/v1/providers",
    { data: [{ name: "Acme", privacy_policy_url: null, __proto__key: 1 }] },
    { data: [{ name: "Acme", privacyPolicyUrl: null, __proto__key: 1 }] },
  ],
])("%s", async (_, call, url, wire, typed) => {
  const { url: serverURL, received } = await serve(json(wire));
  expect(await call(new OpenRouter({ serverURL, apiKey: "k", appTitle: "t" }))).toEqual(typed);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ method: "GET", url, body: "" });
  expect(received[0]!.headers).toMatchObject({
    authorization: "Bearer k",
    accept: "application/json",
    "x-title": "t",
  });
  expect(received[0]!.headers).not.toHaveProperty("content-type");
});

test("a query of the base URL is kept, options of the call count", async () => {
  const { url, received } = await serve(json({ data: [] }));
  await modelsList(
    new OpenRouterCore(),
    { category: "x" },
    { serverURL: `${url}?tenant=1`, headers: { "x-a": "b" } },
  );
  expect(received[0]).toMatchObject({ url: "/api/v1/models?tenant=1&category=x", headers: { "x-a": "b" } });
});

test.each<[string, Parameters<typeof json>, object]>([
  [
    "a refusal",
    [{ error: { code: 404, message: "Generation not found" } }, 404],
    { name: "OpenRouterDefaultError", statusCode: 404 },
  ],
  [
    "a missing key",
    [{ error: { code: 401, message: "No auth" } }, 401],
    { name: "ChatError", statusCode: 401 },
  ],
  ["an error under 200", [{ error: { code: 403, message: "No" } }], { statusCode: 403 }],
  ["JSON of another form", [{ models: [] }], { name: "ResponseValidationError", body: '{"models":[]}' }],
  ["HTML", ["<p>Hi", 200], { name: "ResponseValidationError", body: "<p>Hi" }],
])("%s is an error of its class", async (_, answer, error) => {
  const { url } = await serve(json(...answer));
  const result = await generationsGetGeneration(new OpenRouterCore({ serverURL: url }), { id: "g" });
  expect(result).toMatchObject({ ok: false, error });
});

test("an invalid URL is reported, not thrown", async () => {
  const { error } = await modelsList(new OpenRouterCore({ serverURL: "nowhere" }));
  expect(error).toMatchObject({ name: "InvalidRequestError", message: expect.stringContaining("serverURL") });
});

test("failures are retried, broken connections too", async () => {
  const { url, received } = await serve(
    json({ error: { code: 503, message: "m" } }, 503),
    json({ data: [] }),
  );
  const [result, call] = await modelsList(new OpenRouterCore({ serverURL: url }), {}, { retries }).$inspect();
  expect([result.ok, received.length, call.request?.method]).toEqual([true, 2, "GET"]);

  let connections = 0;
  const broken = await serveTcp((socket, count) => {
    connections = count;
    socket.once("data", () => socket.destroy());
  });
  const { error } = await modelsList(new OpenRouterCore({ serverURL: broken }), {}, { retries });
  expect(error?.name).toBe("ConnectionError");
  expect(connections).toBeGreaterThanOrEqual(3);
});
