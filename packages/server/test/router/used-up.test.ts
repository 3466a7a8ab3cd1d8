import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { zdrEndpointListSchema } from "../../src/http/openapi/responses.js";
import type { RunningServer } from "../../src/options.js";
import { provider, route } from "./support.js";
import { answer } from "./wall/answers.js";
import { Wall } from "./wall/wall.js";

let wall: Wall;
/** What the provider says with its next answers, by the key that it is asked with. */
let told: Record<string, Record<string, string>> = {};
beforeAll(async () => {
  wall = await Wall.start({
    limited: ({ headers, response }) => {
      const key = headers.authorization?.replace("Bearer ", "") ?? "";
      for (const [name, value] of Object.entries(told[key] ?? {})) response.setHeader(name, value);
      answer(response);
    },
  });
});
afterAll(() => wall.close());

const empty = { "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "10m0s" };

async function start(keysOfAlpha: string[]): Promise<RunningServer> {
  told = {};
  wall.requests.length = 0;
  const policy = { training: false, retention: "none" as const };
  const server = await route({
    providers: [
      provider("alpha", wall.baseUrl, { api_keys: keysOfAlpha, data_policy: policy }),
      provider("beta", wall.baseUrl, { api_key: "beta" }),
    ],
    models: [
      {
        id: "acme/both",
        endpoints: ["alpha", "beta"].map((slug) => ({ provider: slug, model: "limited" })),
      },
    ],
  });
  onTestFinished(() => server.close(0));
  return server;
}

async function answering({ url }: RunningServer, routing: object = { order: ["alpha"] }): Promise<string> {
  const response = await fetch(`${url}/api/v1/chat/completions`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      model: "acme/both",
      messages: [{ role: "user", content: "Hi" }],
      provider: routing,
    }),
  });
  return ((await response.json()) as { provider: string }).provider;
}

it("an endpoint that has said that its limit is used up is asked after the others", async () => {
  const server = await start(["one"]);
  told = { one: empty };
  expect(await answering(server)).toBe("Alpha");
  expect(await answering(server)).toBe("Beta");
  // Where there is nobody else, it is asked all the same, and says that it has room again.
  told = {};
  expect(await answering(server, { only: ["alpha"] })).toBe("Alpha");
  expect(await answering(server)).toBe("Alpha");
});

it("a provider's other key is used first", async () => {
  const server = await start(["one", "two"]);
  told = { one: empty };
  for (let index = 0; index < 3; index++) expect(await answering(server)).toBe("Alpha");
  const keys = () => wall.requests.map(({ headers }) => headers.authorization);
  expect(keys()).toEqual(["Bearer one", "Bearer two", "Bearer two"]);
  told = { one: empty, two: empty };
  expect(await answering(server)).toBe("Alpha");
  expect(await answering(server)).toBe("Beta");
});

it("the endpoints that keep nothing are listed", async () => {
  const { url } = await start(["one"]);
  const listed = await (await fetch(`${url}/api/v1/endpoints/zdr`)).json();
  const { data } = zdrEndpointListSchema.parse(listed);
  expect(data.map(({ model_id, tag }) => [model_id, tag])).toEqual([["acme/both", "alpha"]]);
});
