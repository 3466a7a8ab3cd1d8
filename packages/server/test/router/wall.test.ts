import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { estimateTokens } from "../../src/generation/token-estimate.js";
import type { RunningServer } from "../../src/options.js";
import { ask, askStreamed } from "../support/chat.js";
import { hasty, provider, route } from "./support.js";
import { sentence, words } from "./wall/answers.js";
import { faults } from "./wall/faults.js";
import { Wall } from "./wall/wall.js";

let primary: Wall;
let secondary: Wall;
let server: RunningServer;

/** Who goes on: from what was said, or by telling the whole again, or with something else. */
const successors = ["good", "good-no-prefill", "good-other", "good-tool"];
const silent = new Set(["fails-silent", "fails-slow-first", "breaks-stall", "breaks-comments"]);

beforeAll(async () => {
  primary = await Wall.start();
  secondary = await Wall.start();
  server = await route({
    providers: [
      provider("alpha", primary.baseUrl),
      provider("hasty", primary.baseUrl, { name: "Alpha", timeouts: hasty }),
      provider("beta", secondary.baseUrl, { flavour: "vllm" }),
    ],
    models: Object.keys(faults).flatMap((fault) =>
      successors.map((successor) => ({
        id: `${fault}/${successor}`,
        endpoints: [
          { provider: silent.has(fault) ? "hasty" : "alpha", model: fault },
          { provider: "beta", model: successor },
        ],
      })),
    ),
  });
});
afterAll(async () => {
  await server.close(0);
  await Promise.all([primary.close(), secondary.close()]);
});

interface Seen {
  status: number;
  text: string | undefined;
  provider: string | undefined;
  finish: string | null | undefined;
  error: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  calls: any;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  usage: any;
  whole: boolean;
}

/** What the caller sees of a model that fails in this way, with somebody behind it. */
async function see(fault: string, successor: string, streamed: boolean, more: object = {}): Promise<Seen> {
  const body = {
    model: `${fault}/${successor}`,
    ...more,
    provider: { order: ["alpha", "hasty"], ...(more as { provider?: object }).provider },
  };
  if (streamed) {
    const { status, chunks, text, done } = await askStreamed(server, body);
    const finishes = chunks.flatMap((chunk) => chunk.choices[0]?.finish_reason ?? []);
    const calls = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
    expect(finishes.length).toBeLessThanOrEqual(1);
    return {
      status,
      text,
      provider: chunks[0]?.provider,
      finish: finishes[0],
      error: chunks.at(-1)?.error?.metadata.error_type,
      calls:
        calls.length === 0
          ? undefined
          : [
              {
                id: calls[0].id,
                function: {
                  name: calls[0].function.name,
                  arguments: calls.map((call) => call.function.arguments).join(""),
                },
              },
            ],
      usage: chunks.find((chunk) => chunk.usage)?.usage,
      whole: done,
    };
  }
  const { status, body: answer } = await ask(server, body);
  const [choice] = answer.choices ?? [];
  return {
    status,
    text: choice?.message.content,
    provider: answer.provider,
    finish: choice?.finish_reason,
    error: answer.error?.metadata.error_type,
    calls: choice?.message.tool_calls,
    usage: answer.usage,
    whole: status === 200,
  };
}

const both = [true, false];
const each = (names: readonly string[]) =>
  names.flatMap((name) => both.map((streamed) => [name, streamed] as const));
const named = (prefix: string) => Object.keys(faults).filter((name) => name.startsWith(prefix));

it("has at least two dozen faults", () => {
  expect(named("fails-").length + named("breaks-").length + named("odd-").length).toBeGreaterThanOrEqual(24);
});

const requestFaults = ["fails-400", "fails-422"];

describe("before the first content", () => {
  const failing = named("fails-").filter((name) => !requestFaults.includes(name));

  it.each(each(failing))(
    "%s (streamed: %s): the caller has the whole answer of the next",
    async (fault, streamed) => {
      expect(await see(fault, "good", streamed)).toMatchObject({
        status: 200,
        text: sentence,
        provider: "Beta",
        finish: "stop",
        error: undefined,
        whole: true,
        usage: { completion_tokens: words.length },
      });
    },
  );

  it.each(each(requestFaults))(
    "%s (streamed: %s): the request is at fault, nobody else is asked",
    async (fault, streamed) => {
      const before = secondary.requests.length;
      const { status, body } = await ask(server, {
        model: `${fault}/good`,
        stream: streamed,
        provider: { order: ["alpha"] },
      });
      expect(status).toBe(fault === "fails-400" ? 400 : 422);
      expect(body.error.metadata).toMatchObject({ error_type: "invalid_request", provider_name: "Alpha" });
      expect(secondary.requests.length).toBe(before);
    },
  );
});

describe("after the first content", () => {
  const breaking = named("breaks-").filter((name) => !name.includes("tool"));

  it.each(each(breaking))("%s (streamed: %s): goes on from what was said", async (fault, streamed) => {
    const seen = await see(fault, "good", streamed);
    expect(seen).toMatchObject({
      status: 200,
      text: sentence,
      provider: "Alpha",
      finish: "stop",
      whole: true,
    });
    expect(seen.error).toBeUndefined();
    const { body } = secondary.of("good").at(-1)!;
    expect(body.messages.at(-1)).toEqual({ role: "assistant", content: words.slice(0, 4).join("") });
    // What the first has said, estimated by its text, and three tokens of the second.
    const estimated = estimateTokens(words.slice(0, 4).join(""));
    expect(seen.usage.completion_tokens).toBe(estimated + words.length - 4);
  });

  it.each(each(breaking))(
    "%s (streamed: %s): is told again by one that can't go on",
    async (fault, streamed) => {
      expect(await see(fault, "good-no-prefill", streamed)).toMatchObject({
        status: 200,
        text: sentence,
        finish: "stop",
        error: undefined,
        whole: true,
      });
    },
  );

  it.each(each(breaking))(
    "%s (streamed: %s): ends with an error when nobody says the same",
    async (fault, streamed) => {
      const json = { response_format: { type: "json_object" } };
      const seen = await see(fault, "good-other", streamed, json);
      expect(seen.whole).toBe(false);
      expect(seen.error).toMatch(/^(provider_unavailable|provider_overloaded|timeout)$/);
      if (streamed)
        expect(seen).toMatchObject({ status: 200, text: words.slice(0, 4).join(""), finish: "error" });
      else expect(seen.status).toBeGreaterThanOrEqual(500);
    },
  );

  it.each(each(breaking))(
    "%s (streamed: %s): stays broken when the request wants no fallbacks",
    async (fault, streamed) => {
      const before = secondary.requests.length;
      const seen = await see(fault, "good", streamed, { provider: { allow_fallbacks: false } });
      expect(seen.whole).toBe(false);
      expect(secondary.requests.length).toBe(before);
    },
  );

  it.each(both)(
    "breaks-tool (streamed: %s): arguments are put together only when they are the same",
    async (streamed) => {
      expect(await see("breaks-tool", "good-tool", streamed)).toMatchObject({
        status: 200,
        finish: "tool_calls",
        whole: true,
        calls: [{ id: "call_wall", function: { name: "weather", arguments: '{"city":"Paris"}' } }],
      });
      const other = await see("breaks-tool-other", "good-tool", streamed);
      expect(other.whole).toBe(false);
      if (streamed) expect(other.calls[0].function.arguments).toBe('{"town":"Par');
    },
  );
});

describe("an odd answer", () => {
  const odd = named("odd-").filter((name) => !name.includes("filter"));

  it.each(each(odd))("%s (streamed: %s): is whole", async (fault, streamed) => {
    const seen = await see(fault, "good", streamed);
    expect(seen).toMatchObject({
      status: 200,
      text: sentence,
      provider: "Alpha",
      finish: "stop",
      whole: true,
    });
    // As it was told, or else estimated by the text.
    expect([words.length, estimateTokens(sentence)]).toContain(seen.usage.completion_tokens);
  });

  it.each(both)("of a content filter (streamed: %s) is an answer: nobody else is asked", async (streamed) => {
    const before = secondary.requests.length;
    expect(await see("odd-filter", "good", streamed)).toMatchObject({
      status: 200,
      text: "",
      finish: "content_filter",
    });
    expect(await see("odd-filter-half", "good", streamed)).toMatchObject({
      status: 200,
      text: words.slice(0, 4).join(""),
      finish: "content_filter",
    });
    const { status, body } = await ask(server, {
      model: "odd-filter-400/good",
      stream: streamed,
      provider: { order: ["alpha"] },
    });
    expect(status).toBe(400);
    expect(body.error.metadata.error_type).toBe("content_policy_violation");
    expect(secondary.requests.length).toBe(before);
  });
});
