import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../src/options.js";
import { ask, askStreamed } from "../support/chat.js";
import { provider, route } from "./support.js";
import { answer, fail, sentence } from "./wall/answers.js";
import { type Fault, Wall } from "./wall/wall.js";

const own: Record<string, Fault> = {};
let first: Wall;
let second: Wall;
let hedging: RunningServer;
let patient: RunningServer;

const routed = (hedge_ms?: number) =>
  route({
    providers: [provider("alpha", first.baseUrl), provider("beta", second.baseUrl)],
    models: ["fails-silent", "waits", "fails-500", "good"].map((model) => ({
      id: model,
      endpoints: [
        { provider: "alpha", model },
        { provider: "beta", model: model === "waits" ? "fails-silent" : "good" },
      ],
    })),
    router: { ...(hedge_ms !== undefined && { hedge_ms }) },
  });

beforeAll(async () => {
  [first, second] = await Promise.all([Wall.start(own), Wall.start()]);
  [hedging, patient] = await Promise.all([routed(1), routed()]);
});
afterEach(() => {
  first.requests.length = 0;
  second.requests.length = 0;
});
afterAll(async () => {
  await Promise.all([hedging.close(0), patient.close(0)]);
  await Promise.all([first.close(), second.close()]);
});

const alphaFirst = { provider: { order: ["alpha"] } };

describe("a second endpoint", () => {
  it.each([ask, askStreamed])(
    "is asked when the first says nothing, and the first is let go",
    async (how) => {
      const seen = await how(hedging, { model: "fails-silent", ...alphaFirst });
      const text = "text" in seen ? seen.text : seen.body.choices[0].message.content;
      expect(text).toBe(sentence);
      await first.requests[0]!.left;
      expect(second.requests).toHaveLength(1);
    },
  );

  it("is let go when the first speaks after all", async () => {
    own.waits = async ({ response }) => {
      await second.reached(1);
      answer(response);
    };
    const { chunks, text } = await askStreamed(hedging, { model: "waits", ...alphaFirst });
    expect(text).toBe(sentence);
    expect(new Set(chunks.map((chunk) => chunk.provider))).toEqual(new Set(["Alpha"]));
    await second.requests[0]!.left;
  });

  it("takes over as usual when the first fails", async () => {
    const { body } = await ask(hedging, { model: "fails-500", ...alphaFirst });
    expect(body).toMatchObject({ provider: "Beta", choices: [{ message: { content: sentence } }] });
  });

  it("is not asked unless the configuration says so, nor without fallbacks", async () => {
    const answers: (() => void)[] = [];
    own.waits = ({ response }) => {
      answers.push(() => answer(response));
    };
    const asked = [
      ask(patient, { model: "waits", ...alphaFirst }),
      ask(hedging, { model: "waits", provider: { order: ["alpha"], allow_fallbacks: false } }),
    ];
    await first.reached(2);
    // Those who come later are hedged in the meantime.
    await ask(hedging, { model: "fails-silent", ...alphaFirst });
    expect(second.of("fails-silent")).toHaveLength(0);
    for (const go of answers) go();
    for (const { body } of await Promise.all(asked)) expect(body.provider).toBe("Alpha");
  });

  it("that fails leaves the answer to the first", async () => {
    own.good = async ({ response }) => {
      await second.reached(1);
      answer(response);
    };
    const original = second;
    const failing = await Wall.start({ good: ({ response }) => fail(response, 500, { message: "broken" }) });
    second = failing;
    const server = await routed(1);
    try {
      const { body } = await ask(server, { model: "good", ...alphaFirst });
      expect(body).toMatchObject({ provider: "Alpha", choices: [{ message: { content: sentence } }] });
    } finally {
      second = original;
      await server.close(0);
      await failing.close();
    }
  });
});
