import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answers, type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";
import { ask, askStreamed, post } from "./support.js";

const details = [
  { type: "reasoning.summary", summary: "Thinking", id: "rs_abc", format: "openai-responses-v1", index: 0 },
  { type: "reasoning.encrypted", data: "xyz", id: "rs_abc", format: "openai-responses-v1", index: 1 },
];

let routed: RoutedCloud;
beforeAll(async () => {
  routed = await startRoutedCloud(
    answers([
      { reasoning: "Thinking", reasoning_details: [details[0]] },
      { reasoning_details: [details[1]] },
      { content: "Yes" },
    ]),
  );
});
afterAll(() => routed.close());

describe("responses of a provider", () => {
  it.each([false, true])(
    "bring its sealed thoughts, which go back as they were (stream: %s)",
    async (stream) => {
      const asked = {
        model: routedId,
        include: ["reasoning.encrypted_content"],
        reasoning: { effort: "low" },
      };
      const { output } = stream
        ? (await askStreamed(routed.server, asked)).response
        : (await ask(routed.server, asked)).body;
      expect(output).toMatchObject([
        { id: "rs_abc", summary: [{ text: "Thinking" }], encrypted_content: "xyz" },
        { type: "message", content: [{ text: "Yes" }] },
      ]);
      expect(routed.cloud.last.body.reasoning).toEqual({ effort: "low" });
      await ask(routed.server, { ...asked, input: [...output, { role: "user", content: "And?" }] });
      expect(routed.cloud.last.body.messages).toEqual([
        { role: "assistant", content: "Yes", reasoning: "Thinking", reasoning_details: details },
        { role: "user", content: "And?" },
      ]);
    },
  );

  it("are chosen by the router's preferences, and tell how", async () => {
    const refused = await ask(routed.server, { model: routedId, provider: { only: ["beta"] } });
    expect(refused).toMatchObject({ status: 404, body: { error: { availability: expect.anything() } } });
    const headers = { "X-OpenRouter-Metadata": "enabled" };
    const { body } = await ask(routed.server, { models: ["no/such", routedId] }, { headers });
    expect(body).toMatchObject({ model: routedId, openrouter_metadata: { attempt: 1 } });
    const { response } = await askStreamed(routed.server, { model: routedId }, { headers });
    expect(response.openrouter_metadata).toMatchObject({ requested: routedId });
  });

  it("pass on what nobody here knows, and what some providers do", async () => {
    const { headers } = await ask(routed.server, {
      model: routedId,
      colour: "red",
      text: { verbosity: "low" },
      safety_identifier: "s",
    });
    expect(routed.cloud.last.body).toMatchObject({
      colour: "red",
      verbosity: "low",
      safety_identifier: "s",
    });
    expect(headers.get("X-OpenRouter-Warnings")).toBeNull();
  });
});

/** A server whose provider answers only when it is let. */
const startHeld = async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const cloud = await startRoutedCloud(
    async (response, asked) => {
      await held;
      await answers([{ content: "Yes" }])(response, asked);
    },
    { limits: { firstCommentMs: 1, keepAliveMs: 5 } },
  );
  return { ...cloud, release };
};

describe("a response that is waited for", () => {
  it("begins, and has comments until it comes", async () => {
    const { server, release, close } = await startHeld();
    const response = await post(server, { model: routedId, input: "Hello", stream: true });
    let text = "";
    for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.split(": OPENROUTER PROCESSING\n\n").length > 3) release();
    }
    expect(text).toMatch(/^event: response.created\n.*\n\nevent: response.in_progress\n.*\n\n: OPENROUTER/);
    expect(text).toContain("event: response.completed");
    await close();
  });

  it("is let go of when its client leaves", async () => {
    const { server, cloud, release, close } = await startHeld();
    const controller = new AbortController();
    const response = await post(
      server,
      { model: routedId, input: "Hello", stream: true },
      { signal: controller.signal },
    );
    await response.body!.getReader().read();
    controller.abort();
    await cloud.abandoned;
    release();
    await close();
  });
});
