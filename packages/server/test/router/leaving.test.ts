import { once } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { eventually } from "../storage/support/eventually.js";
import { post } from "../support/chat.js";
import { provider, route } from "./support.js";
import { done, finish, open, role, say, tellUsage, words } from "./wall/answers.js";
import { type Fault, Wall } from "./wall/wall.js";

const own: Record<string, Fault> = {};
let wall: Wall;

beforeAll(async () => {
  wall = await Wall.start(own);
});
afterEach(() => {
  wall.requests.length = 0;
});
afterAll(() => wall.close());

const routed = (on_disconnect?: "cancel" | "drain") =>
  route({
    providers: [provider("alpha", wall.baseUrl)],
    models: ["fails-silent", "breaks-stall", "gated"].map((model) => ({
      id: model,
      endpoints: [{ provider: "alpha", model }],
    })),
    router: { ...(on_disconnect && { on_disconnect }) },
  });

const metrics = async ({ url }: RunningServer) => (await fetch(`${url}/metrics`)).text();
const count = async (server: RunningServer, name: string) =>
  Number(new RegExp(`^${name} (\\d+)$`, "m").exec(await metrics(server))?.[1] ?? 0);
const cancelled = (server: RunningServer, model: string) =>
  count(server, `openrouter_generations_total\\{model="${model}",finish_reason="cancelled"\\}`);

describe("a client that leaves", () => {
  it.each([
    ["while nothing has come of a stream", "fails-silent", true],
    ["while nothing has come of a whole answer", "fails-silent", false],
    ["within a stream", "breaks-stall", true],
    ["within a whole answer", "breaks-stall", false],
  ])("%s has the provider's answer stopped", async (_, model, stream) => {
    const server = await routed();
    try {
      const client = new AbortController();
      const asked = post(server, { model, stream }, { signal: client.signal });
      asked.catch(() => {});
      await wall.reached(1);
      if (stream && model === "breaks-stall") await (await asked).body!.getReader().read();
      client.abort();
      await wall.requests[0]!.left;
      await eventually(() => cancelled(server, model)).toBe(1);
      // It is none of the provider's faults.
      expect(await metrics(server)).not.toMatch(/outcome="(?!cancelled|answered)/);
    } finally {
      await server.close(0);
    }
  });

  it.each([true, false])(
    "has its answer read to the end if the configuration says so (stream: %s)",
    async (stream) => {
      const server = await routed("drain");
      let go = () => {};
      own.gated = async ({ response }) => {
        open(response);
        role(response);
        say(response, words.slice(0, 2));
        await new Promise<void>((resolve) => {
          go = resolve;
        });
        say(response, words.slice(2));
        finish(response);
        tellUsage(response);
        done(response);
      };
      try {
        const client = new AbortController();
        const asked = post(server, { model: "gated", stream }, { signal: client.signal });
        asked.catch(() => {});
        await wall.reached(1);
        if (stream) await (await asked).body!.getReader().read();
        const { response, left } = wall.requests[0]!;
        const ended = once(response, "finish").then(() => "read to its end");
        client.abort();
        // The server has seen the client go by the time it has answered others.
        for (let i = 0; i < 3; i++) await metrics(server);
        go();
        expect(await Promise.race([ended, left])).toBe("read to its end");
        await eventually(() => cancelled(server, "gated")).toBe(1);
        const tokens = await count(server, 'openrouter_tokens_total\\{model="gated",kind="completion"\\}');
        expect(tokens).toBe(words.length);
      } finally {
        await server.close(0);
      }
    },
  );
});
