import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { provider, route } from "../router/support.js";
import { done, finish, open, role, say, send, words } from "../router/wall/answers.js";
import { Wall, type WallRequest } from "../router/wall/wall.js";
import { pricing } from "./support.js";

let wall: Wall;
let server: RunningServer;
const names = ["counts", "odd-no-usage", "charges", "charges-in-parts"];
beforeAll(async () => {
  const charging =
    (fields: object) =>
    ({ response }: WallRequest) => {
      open(response);
      role(response);
      say(response, words);
      finish(response);
      send(response, {
        choices: [],
        usage: { prompt_tokens: 10, completion_tokens: 7, total_tokens: 17, ...fields },
      });
      done(response);
    };
  wall = await Wall.start({
    counts: charging({}),
    charges: charging({ cost: 0.5 }),
    "charges-in-parts": charging({
      cost: 0.5,
      cost_details: {
        upstream_inference_cost: null,
        upstream_inference_prompt_cost: 0.2,
        upstream_inference_completions_cost: 0.3,
      },
    }),
  });
  server = await route({
    providers: [provider("alpha", wall.baseUrl, { flavour: "vllm" })],
    models: names.map((model) => ({
      id: `acme/${model}`,
      endpoints: [{ provider: "alpha", model, pricing }],
    })),
  });
});
afterAll(async () => {
  await server.close(0);
  await wall.close();
});

// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
type Usage = any;

const messages = [{ role: "user", content: "Hi" }];
const languages: Record<string, { body: object; parts: [string, string] }> = {
  "chat/completions": { body: { messages }, parts: ["prompt", "completions"] },
  completions: { body: { prompt: "Hi" }, parts: ["prompt", "completions"] },
  messages: { body: { messages, max_tokens: 50 }, parts: ["prompt", "completions"] },
  responses: { body: { input: "Hi" }, parts: ["input", "output"] },
};

/** The account of usage in a whole answer, or the last one in a stream. */
async function usageIn(language: string, model: string, stream: boolean): Promise<Usage> {
  const response = await fetch(`${server.url}/api/v1/${language}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...languages[language]!.body, model: `acme/${model}`, stream }),
  });
  expect(response.status).toBe(200);
  if (!stream) return ((await response.json()) as { usage: Usage }).usage;
  const events = (await response.text())
    .split("\n")
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice("data: ".length)));
  return events.map((event) => event.usage ?? event.response?.usage).findLast((usage) => usage);
}

for (const language of Object.keys(languages)) {
  describe.each([
    ["whole", false],
    ["streamed", true],
  ])(`${language}, %s`, (_, stream) => {
    const [input, output] = languages[language]!.parts;
    const costs = (model: string) => usageIn(language, model, stream);

    it("tell what the answer costs, by the endpoint's prices", async () => {
      const usage = await costs("counts");
      expect(usage).toMatchObject({
        cost: 0.00008,
        is_byok: false,
        cost_details: {
          upstream_inference_cost: null,
          [`upstream_inference_${input}_cost`]: 0.00001,
          [`upstream_inference_${output}_cost`]: 0.00007,
        },
      });
      expect(usage).not.toHaveProperty("estimated");
    });

    it("say when tokens were only estimated", async () => {
      const usage = await costs("odd-no-usage");
      expect(usage.estimated).toBe(true);
      // 8 tokens of the answer, and some of the prompt.
      expect(usage.cost_details[`upstream_inference_${output}_cost`]).toBe(0.00008);
      expect(usage.cost).toBeGreaterThan(0.00008);
    });

    it("believe a provider that says what it charges", async () => {
      expect(await costs("charges")).toMatchObject({
        cost: 0.5,
        cost_details: {
          upstream_inference_cost: 0.5,
          [`upstream_inference_${input}_cost`]: 0.00001,
          [`upstream_inference_${output}_cost`]: 0.00007,
        },
      });
      expect((await costs("charges-in-parts")).cost_details).toEqual({
        upstream_inference_cost: 0.5,
        [`upstream_inference_${input}_cost`]: 0.2,
        [`upstream_inference_${output}_cost`]: 0.3,
      });
    });
  });
}
