import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatStreamingResponseChunk } from "../models/index.js";
import { createChatAccumulator } from "./accumulate.js";

type Loose = Record<string, unknown>;

/** A chunk of one choice. Deltas here are as loose as what providers send. */
const chunk = (delta: Loose, choice: Loose = {}, rest: Loose = {}) => ({
  id: "gen-1",
  object: "chat.completion.chunk",
  created: 1700000000,
  model: "acme/model",
  choices: [{ index: 0, delta, finishReason: null, ...choice }],
  ...rest,
});

function fold(...chunks: Loose[]) {
  const accumulator = createChatAccumulator();
  for (const item of chunks) accumulator.add(item as unknown as ChatStreamingResponseChunk);
  return accumulator.response();
}
const messageOf = (...deltas: Loose[]) => fold(...deltas.map((delta) => chunk(delta))).choices[0]?.message;
const callsOf = (...deltas: Loose[][]) => messageOf(...deltas.map((toolCalls) => ({ toolCalls })))?.toolCalls;
const detailsOf = (...deltas: Loose[][]) =>
  messageOf(...deltas.map((reasoningDetails) => ({ reasoningDetails })))?.reasoningDetails;
const call = (id: string, name: string, args: string) => ({
  id,
  type: "function",
  function: { name, arguments: args },
});

describe("answers", () => {
  test("an ordinary stream becomes the answer that the same request would have got unstreamed", () => {
    const usage = { promptTokens: 3, completionTokens: 2, totalTokens: 5, cost: 0.1 };
    expect(
      fold(
        chunk({ role: "assistant", content: "" }, {}, { provider: "Acme" }),
        chunk({ role: "assistant", content: "Hel" }),
        chunk({ content: "lo" }, {}, { provider: "Acme" }),
        chunk({ content: "" }, { finishReason: "stop", nativeFinishReason: "end_turn" }),
        chunk({}, {}, { choices: [], usage, systemFingerprint: null, serviceTier: "default" }),
      ),
    ).toEqual({
      id: "gen-1",
      object: "chat.completion",
      created: 1700000000,
      model: "acme/model",
      provider: "Acme",
      systemFingerprint: null,
      serviceTier: "default",
      usage,
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello" },
          finishReason: "stop",
          nativeFinishReason: "end_turn",
        },
      ],
    });
  });

  test("before any chunk: an empty answer", () => {
    expect(fold()).toEqual({ id: "", object: "chat.completion", created: 0, model: "", choices: [] });
  });

  test("during the stream: what has come, and later chunks don't change it", () => {
    const accumulator = createChatAccumulator();
    const add = (item: Loose) => accumulator.add(item as unknown as ChatStreamingResponseChunk);
    const piece = (text: string) => ({
      content: text,
      reasoningDetails: [{ type: "reasoning.text", text, index: 0 }],
      toolCalls: [{ index: 0, id: "a", function: { name: "f", arguments: text } }],
      images: [{ imageUrl: { url: text } }],
      audio: { data: text },
    });
    const logprobs = { content: [{ token: "x", logprob: -1, bytes: null, topLogprobs: [] }] };
    add(chunk(piece("1"), { logprobs }));
    const early = accumulator.response();
    const copy = structuredClone(early);
    expect(early.choices[0]).toMatchObject({ finishReason: null, message: { content: "1" } });
    add(chunk(piece("2"), { logprobs, finishReason: "stop" }));
    add(chunk({}, { index: 1 }));
    expect(early).toEqual(copy);
    expect(accumulator.response().choices[0]?.message).toEqual({
      role: "assistant",
      content: "12",
      reasoningDetails: [{ type: "reasoning.text", text: "12", index: 0 }],
      toolCalls: [call("a", "f", "12")],
      images: [{ imageUrl: { url: "1" } }, { imageUrl: { url: "2" } }],
      audio: { data: "12" },
    });
    expect(accumulator.response().choices[0]?.logprobs?.content).toHaveLength(2);
  });

  test("changing a chunk or a response afterwards does not reach the accumulator's lists", () => {
    const item = chunk({ images: [{ imageUrl: { url: "a" } }] });
    const accumulator = createChatAccumulator();
    accumulator.add(item as unknown as ChatStreamingResponseChunk);
    accumulator.response().choices[0]?.message.images?.pop();
    (item.choices[0]!.delta.images as unknown[]).pop();
    expect(accumulator.response().choices[0]?.message.images).toHaveLength(1);
  });

  test("several choices, interleaved and out of order", () => {
    const { choices } = fold(
      chunk({ content: "b1" }, { index: 1 }),
      chunk({ content: "a1" }),
      chunk({ content: "b2" }, { index: 1, finishReason: "length" }),
      chunk({ content: "a2" }, { finishReason: "stop" }),
    );
    expect(choices.map((c) => [c.index, c.message.content, c.finishReason])).toEqual([
      [0, "a1a2", "stop"],
      [1, "b1b2", "length"],
    ]);
  });

  test("refusal, reasoning, audio, annotations, log-probabilities", () => {
    const token = (name: string) => ({ token: name, logprob: -0.5, bytes: null, topLogprobs: [] });
    const { choices } = fold(
      chunk(
        { refusal: "I ", reasoning: "hm", audio: { id: "au", data: "AA", transcript: "o" } },
        { logprobs: { content: [token("a")], refusal: null } },
      ),
      chunk({ refusal: null, reasoning: "m", annotations: [{ type: "file" }] }, { logprobs: null }),
      chunk(
        { refusal: "can't", audio: { data: "BB", transcript: "k", expiresAt: 9 } },
        { logprobs: { content: [token("b"), token("c")], refusal: [token("r")] } },
      ),
      chunk({ annotations: [{ type: "url_citation" }], audio: null }),
    );
    expect(choices[0]).toMatchObject({
      message: {
        content: null,
        refusal: "I can't",
        reasoning: "hmm",
        audio: { id: "au", data: "AABB", transcript: "ok", expiresAt: 9 },
        annotations: [{ type: "file" }, { type: "url_citation" }],
      },
      logprobs: { content: [token("a"), token("b"), token("c")], refusal: [token("r")] },
    });
  });

  test("unknown fields at every level are kept, the last value that says something wins", () => {
    expect(
      fold(
        chunk({ mood: "glad", odd: [1] }, { seed_used: 1, score: 0 }, { debug: { a: 1 }, x_new: 1 }),
        chunk({ mood: "", odd: [2] }, { seed_used: null }, { x_new: 2 }),
      ),
    ).toMatchObject({
      debug: { a: 1 },
      x_new: 2,
      choices: [{ seed_used: 1, score: 0, message: { mood: "glad", odd: [2] } }],
    });
  });

  test("what grows, grows in its place only: names that grow elsewhere are replaced", () => {
    const odd = (text: string) => ({
      summary: text,
      text,
      transcript: text,
      data: [text],
      function: { arguments: text },
    });
    const last = odd("b");
    const { choices, ...rest } = fold(
      chunk(odd("a"), odd("a"), odd("a")),
      chunk(odd("b"), odd("b"), odd("b")),
    );
    expect(rest).toMatchObject(last);
    expect(choices[0]).toMatchObject(last);
    expect(choices[0]?.message).toMatchObject(last);
  });

  test.each<[string, Loose]>([
    ["no choices", { choices: null }],
    ["choices of another kind", { choices: { 0: 1 } }],
    ["choices that are nothing", { choices: [null, 7, "x"] }],
    ["no delta", { choices: [{ index: 0, finishReason: "" }] }],
    ["delta null", { choices: [{ index: 0, delta: null }] }],
    ["odd deltas", chunk({ content: 5, role: "", toolCalls: {}, reasoningDetails: "x", images: 1 })],
    ["odd items", chunk({ toolCalls: [null, 3, { function: null }], reasoningDetails: [null, 1, {}] })],
    [
      "keys of Object.prototype",
      JSON.parse('{"constructor":1,"__proto__":{"x":1},"choices":[{"delta":{"toString":{}}}]}'),
    ],
    [
      "delta that is a list or a text",
      {
        choices: [
          { index: 0, delta: [] },
          { index: 1, delta: "x" },
        ],
      },
    ],
    ["type and index that are objects", chunk({ reasoningDetails: [{ type: { toString: 1 } }] })],
    ["model null", { model: null, id: null, created: "now" }],
  ])("never throws: %s", (_, odd) => {
    const before = chunk({ content: "a" });
    const after = chunk({ content: "b" });
    const { message } = fold(before, odd, after).choices[0]!;
    expect(message.role).toBe("assistant");
    expect(message.content).toBe("ab");
    expect(fold(odd, before).choices[0]?.message.content).toBe("a");
    expect({}).not.toHaveProperty("x");
  });

  test.each([{ add: 1, toJSON: 2 }, [{ type: "text" }], 5])(
    "text stays text when %j comes as well",
    (content) => {
      expect(messageOf({ content: "a" }, { content }, { content: "b" })?.content).toBe("ab");
    },
  );

  test("a list stays a list whatever else comes in its place", () => {
    const image = { imageUrl: { url: "a" } };
    expect(messageOf({ images: [image] }, { images: { length: -1 } }, { images: "x" })?.images).toEqual([
      image,
    ]);
  });

  test("choices with an object as index come last", () => {
    const odd = { toString: 1 };
    const { choices } = fold(
      chunk({ content: "a" }, { index: odd }),
      chunk({ content: "b" }, { index: "1" }),
    );
    expect(choices.map(({ message }) => message.content)).toEqual(["b", "a"]);
  });

  test("content that can't be text is no content", () => {
    expect(messageOf({ content: 5 })).toEqual({ role: "assistant", content: null });
  });

  test("property: however the text is cut into deltas, it is the same text", () => {
    const piece = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), piece), { maxLength: 200 }), (pieces) => {
        const { choices } = fold(...pieces.map(([index, content]) => chunk({ content }, { index })));
        for (const { index, message } of choices) {
          expect(message.content).toBe(pieces.map(([i, text]) => (i === index ? text : "")).join(""));
        }
      }),
    );
  });

  test("a long text is whole", () => {
    const accumulator = createChatAccumulator();
    const item = chunk({ content: "abc" }) as unknown as ChatStreamingResponseChunk;
    for (let i = 0; i < 12_345; i++) accumulator.add(item);
    expect(accumulator.response().choices[0]?.message.content).toBe("abc".repeat(12_345));
  });
});

describe("tool calls", () => {
  const a = call("a", "f", '{"x":1}');
  const b = call("b", "g", '{"y":2}');
  const start = (index: number | undefined, id: string, name: string, args = "") => ({
    index,
    id,
    type: "function",
    function: { name, arguments: args },
  });
  const more = (index: number | undefined, args: string, rest: Loose = {}) => ({
    index,
    function: { arguments: args },
    ...rest,
  });

  test.each<[string, Loose[][]]>([
    [
      "one after the other",
      [[start(0, "a", "f")], [more(0, '{"x"')], [more(0, ":1}")], [start(1, "b", "g")], [more(1, '{"y":2}')]],
    ],
    [
      "interleaved",
      [
        [start(0, "a", "f")],
        [start(1, "b", "g")],
        [more(1, '{"y"'), more(0, '{"x"')],
        [more(0, ":1}"), more(1, ":2}")],
      ],
    ],
    ["second first", [[start(1, "b", "g", '{"y":2}')], [start(0, "a", "f", '{"x":1}')]]],
    ["whole calls in one delta", [[start(0, "a", "f", '{"x":1}'), start(1, "b", "g", '{"y":2}')]]],
    [
      "id blank or null after the first delta",
      [
        [start(0, "a", "f")],
        [more(0, '{"x":1}', { id: "" })],
        [start(1, "b", "g")],
        [more(1, '{"y":2}', { id: null })],
      ],
    ],
    [
      "no index, id on every delta, interleaved",
      [
        [start(undefined, "a", "f")],
        [start(undefined, "b", "g")],
        [more(undefined, '{"x":1}', { id: "a" })],
        [more(undefined, '{"y":2}', { id: "b" })],
      ],
    ],
    [
      "no index, id on the first delta only",
      [
        [start(undefined, "a", "f")],
        [more(undefined, '{"x":1}')],
        [start(undefined, "b", "g")],
        [more(undefined, '{"y":2}')],
      ],
    ],
    [
      "the same index for all, ids tell them apart",
      [[start(0, "a", "f")], [more(0, '{"x":1}')], [start(0, "b", "g")], [more(0, '{"y":2}')]],
    ],
    [
      "the same index for all, id on every delta, interleaved",
      [
        [start(0, "a", "f"), start(0, "b", "g")],
        [more(0, '{"y":', { id: "b" }), more(0, '{"x":', { id: "a" })],
        [more(0, "1}", { id: "a" }), more(0, "2}", { id: "b" })],
      ],
    ],
    [
      "an index that counts deltas instead of calls",
      [[start(0, "a", "f")], [more(1, '{"x":1}')], [start(2, "b", "g")], [more(3, '{"y"')], [more(4, ":2}")]],
    ],
    [
      "id and name on every delta",
      [
        [start(0, "a", "f", '{"x"')],
        [start(0, "a", "f", ":1}")],
        [start(1, "b", "g", '{"y":2}')],
        [start(1, "b", "g")],
      ],
    ],
    [
      "a new id on every delta of a call",
      [
        [start(0, "a", "f")],
        [more(0, '{"x"', { id: "r1" })],
        [more(0, ":1}", { id: "r2" })],
        [start(1, "b", "g", '{"y":2}')],
      ],
    ],
    [
      "id and name later than the arguments",
      [[more(0, '{"x":1}')], [start(0, "a", "f")], [start(1, "b", "g")], [more(1, '{"y":2}')]],
    ],
  ])("%s", (_, deltas) => {
    expect(callsOf(...deltas)).toEqual([a, b]);
  });

  test("an index that changes later doesn't change the order", () => {
    expect(
      callsOf([start(0, "a", "f"), start(1, "b", "g", '{"y":2}')], [more(5, '{"x":1}', { id: "a" })]),
    ).toEqual([a, b]);
  });

  test("whole calls that share an index and have no id", () => {
    expect(
      callsOf([start(0, "", "f", '{"x":1}'), start(0, "", "f", "{}")], [start(0, "", "g", "{}")]),
    ).toEqual([call("", "f", '{"x":1}'), call("", "f", "{}"), call("", "g", "{}")]);
  });

  test("the name on every delta of a call without an id", () => {
    expect(callsOf([start(0, "", "f", '{"x"')], [start(0, "", "f", ":1}")], [start(0, "", "f", "")])).toEqual(
      [call("", "f", '{"x":1}')],
    );
  });

  test("fields that nobody knows are kept", () => {
    expect(
      callsOf(
        [{ ...start(0, "a", "f"), extra_content: { google: { thought_signature: "s" } } }],
        [more(0, "{}")],
      ),
    ).toEqual([{ ...call("a", "f", "{}"), extra_content: { google: { thought_signature: "s" } } }]);
  });

  test("property: any interleaving of well-formed deltas gives the same calls", () => {
    const script = fc.array(fc.tuple(fc.nat(4), fc.string()), { maxLength: 60 });
    fc.assert(
      fc.property(script, fc.constantFrom("index", "id", "both"), (steps, key) => {
        const texts = new Map<number, string>();
        const deltas = steps.map(([n, args]) => {
          const known = texts.get(n);
          texts.set(n, (known ?? "") + args);
          const first = known === undefined;
          return {
            ...(key !== "id" && { index: n }),
            ...((key !== "index" || first) && { id: `id${n}` }),
            function: { ...(first && { name: `fn${n}` }), arguments: args },
          };
        });
        const expected = [...texts].map(([n, args]) => call(`id${n}`, `fn${n}`, args));
        if (key !== "id") expected.sort((x, y) => x.id.localeCompare(y.id));
        expect(callsOf(...deltas.map((delta) => [delta])) ?? []).toEqual(expected);
      }),
    );
  });
});

describe("reasoning details", () => {
  const text = (words: string, rest: Loose = {}) => ({ type: "reasoning.text", text: words, ...rest });

  test("deltas of one text are joined, its signature comes last and alone", () => {
    const format = "anthropic-claude-v1";
    expect(
      detailsOf(
        [text("Let me ", { format, index: 0 })],
        [text("think", { format, index: 0 })],
        [{ type: "reasoning.text", signature: "sig", format, index: 0 }],
      ),
    ).toEqual([{ type: "reasoning.text", text: "Let me think", format, index: 0, signature: "sig" }]);
  });

  test("a signature finds its text past other details", () => {
    const encrypted = { type: "reasoning.encrypted", data: "xx", index: 1 };
    expect(
      detailsOf(
        [text("a", { index: 0 })],
        [encrypted],
        [{ type: "reasoning.text", text: null, signature: "s", index: 0 }],
      ),
    ).toEqual([text("a", { index: 0, signature: "s" }), encrypted]);
    expect(detailsOf([text("a")], [encrypted], [{ type: "reasoning.text", signature: "s" }])).toEqual([
      text("a", { signature: "s" }),
      encrypted,
    ]);
  });

  test("a text after a signature is the next one, even under the same index", () => {
    expect(
      detailsOf(
        [text("a", { index: 0 })],
        [text("", { signature: "s1", index: 0 })],
        [text("b", { index: 0 })],
        [{ type: "reasoning.text", signature: "s2", index: 0 }],
      ),
    ).toEqual([text("a", { index: 0, signature: "s1" }), text("b", { index: 0, signature: "s2" })]);
  });

  test("indices and ids keep texts apart; without them a text goes on only where the last one was", () => {
    expect(
      detailsOf(
        [text("a", { index: 0 }), text("b", { index: 1 })],
        [text("A", { index: 0 }), text("B", { index: 1 })],
      ),
    ).toEqual([text("aA", { index: 0 }), text("bB", { index: 1 })]);
    expect(detailsOf([text("a", { id: "x" }), text("b", { id: "y" })])).toHaveLength(2);
    const encrypted = { type: "reasoning.encrypted", data: "d" };
    expect(detailsOf([text("a"), encrypted, text("b")])).toEqual([text("a"), encrypted, text("b")]);
  });

  test("summaries are joined; encrypted, tool and unknown details stay as they came, in order", () => {
    const whole = [
      { type: "reasoning.encrypted", data: "1", id: "rs", format: "openai-responses-v1", index: 0 },
      { type: "reasoning.encrypted", data: "2", id: "rs", format: "openai-responses-v1", index: 0 },
      { type: "reasoning.server_tool_call", tool_name: "t", arguments: "{}", result: "r" },
      { type: "reasoning.future", some_key: [1] },
    ];
    const summary = (words: string) => ({ type: "reasoning.summary", summary: words, index: 0 });
    expect(detailsOf([summary("a")], [summary("b")], whole)).toEqual([summary("ab"), ...whole]);
  });

  test("null details are no details", () => {
    expect(messageOf({ content: "a", reasoningDetails: null })?.reasoningDetails).toBeNull();
  });
});
