import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { AnswerCollector } from "../../src/generation/answer.js";
import { ApiError } from "../../src/generation/api-error.js";
import type { Accepted, End, GenerationEvent } from "../../src/generation/event.js";
import type { Emit } from "../../src/generation/provider.js";
import type { Task } from "../../src/generation/task.js";
import { estimatePrompt } from "../../src/generation/token-estimate.js";
import { Connections } from "../../src/providers/http/connections.js";
import { OpenAiProvider, type OpenAiProviderOptions } from "../../src/providers/openai/provider.js";
import { answer, chunk, done, fail, finish, open, say, send, sentence } from "./wall/answers.js";
import { type Fault, Wall } from "./wall/wall.js";

const connections = new Connections({});
let wall: Wall;
const own: Record<string, Fault> = {};

beforeAll(async () => {
  wall = await Wall.start(own);
});
afterEach(() => {
  wall.requests.length = 0;
});
afterAll(async () => {
  await connections.close();
  await wall.close();
});

/** Long enough for a busy machine: only what is to be silent is waited for less. */
const timeouts = { connectMs: 30_000, firstTokenMs: 30_000, idleMs: 30_000, totalMs: 60_000 };
const impatient: Record<string, Partial<typeof timeouts>> = {
  "fails-silent": { firstTokenMs: 100 },
  "fails-slow-first": { firstTokenMs: 100 },
  "breaks-stall": { idleMs: 100 },
  "breaks-comments": { idleMs: 100 },
};
const provider = (options: Partial<OpenAiProviderOptions> = {}) =>
  new OpenAiProvider({ name: "Alpha", baseUrl: wall.baseUrl, connections, timeouts, ...options });

const task = (fields: Partial<Task> = {}): Task => ({
  models: [],
  messages: [{ role: "user", content: "Capital of France?" }],
  parameters: {},
  routing: {},
  extra: {},
  client: "test",
  ...fields,
});

const never = new AbortController().signal;

async function collect(generate: (emit: Emit) => Promise<void>) {
  const answer = new AnswerCollector();
  const all: GenerationEvent[] = [];
  await generate((event) => {
    all.push(event);
    answer.add(event);
  });
  return {
    all,
    answer,
    text: answer.choices[0]?.content,
    accepted: all.find((event) => event.type === "accepted") as Accepted,
    end: all.at(-1) as End,
  };
}

async function failureOf(model: string, options: Partial<OpenAiProviderOptions> = {}): Promise<ApiError> {
  try {
    await collect((emit) =>
      provider({ timeouts: { ...timeouts, ...impatient[model] }, ...options }).generate(
        task(),
        model,
        never,
        emit,
      ),
    );
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error(`${model} did not fail`);
}

/** What the wall is sent for a task. */
async function sent(fields: Partial<Task>, options: Partial<OpenAiProviderOptions> = {}) {
  const { accepted } = await collect((emit) => provider(options).generate(task(fields), "good", never, emit));
  return { body: wall.requests.at(-1)!.body, ignored: accepted.ignored, accepted };
}

describe("an answer", () => {
  it("is fetched as a stream and counted in the server's words", async () => {
    const { text, all, end, accepted } = await collect((emit) =>
      provider().generate(task(), "good", never, emit),
    );
    expect(text).toBe(sentence);
    expect(accepted).toMatchObject({ provider: "Alpha", model: "good", upstreamId: "chatcmpl-wall" });
    expect(end.usage).toMatchObject({ promptTokens: 10, completionTokens: 7, estimated: undefined });
    expect(all.filter((event) => event.type === "finish")).toEqual([
      { type: "finish", choice: 0, finishReason: "stop", nativeFinishReason: "stop" },
    ]);
    expect(wall.requests[0]!.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
  });

  it.each([
    "odd-whole",
    "odd-trickle",
    "odd-no-done",
    "odd-no-finish",
    "odd-ids",
    "odd-double-finish",
    "odd-after-finish",
  ])("of %s is whole and ends once", async (model) => {
    const { text, all } = await collect((emit) => provider().generate(task(), model, never, emit));
    expect(text).toBe(sentence);
    expect(all.filter((event) => event.type === "finish")).toHaveLength(1);
  });

  it("that is over is not timed any more", async () => {
    await collect((emit) => provider().generate(task(), "good", never, emit));
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await Promise.all(
      Array.from({ length: 5 }, () => collect((emit) => provider().generate(task(), "good", never, emit))),
    );
    expect(timers()).toBeLessThan(before + 5);
  });

  it("without an account of usage is counted by its text and the prompt's, and says so", async () => {
    const { end } = await collect((emit) => provider().generate(task(), "odd-no-usage", never, emit));
    const promptTokens = estimatePrompt(task());
    expect(promptTokens).toBeGreaterThan(0);
    // 31 letters.
    expect(end.usage).toMatchObject({ promptTokens, completionTokens: 8, estimated: true });
  });

  it("keeps what nobody here knows, where it stood", async () => {
    const logprobs = [{ token: "Paris", bytes: null, logprob: -0.1, top_logprobs: [], odd: 1 }];
    own.rich = ({ response }) => {
      open(response);
      send(
        response,
        chunk(
          { content: "Paris", annotations: [{ type: "url_citation" }], reasoning_content: "hm" },
          { logprobs: { content: logprobs }, stop_reason: 42 },
          { citations: ["a"], service_tier: "flex" },
        ),
      );
      send(response, chunk({ content: "." }, {}, { service_tier: "flex" }));
      finish(response);
      send(response, {
        choices: [],
        usage: {
          prompt_tokens: 9,
          completion_tokens: 2,
          cost: 0.0000125,
          prompt_tokens_details: { cached_tokens: 4, cache_write_tokens: 3, audio_tokens: 1 },
          completion_tokens_details: { reasoning_tokens: 1 },
          queue_time: 0.5,
        },
      });
      done(response);
    };
    const {
      all,
      answer: collected,
      end,
    } = await collect((emit) => provider().generate(task(), "rich", never, emit));
    const [first, second] = all.filter((event) => event.type === "delta");
    expect(first).toMatchObject({
      delta: { content: "Paris", reasoning: "hm" },
      logprobs,
      extra: {
        delta: { annotations: [{ type: "url_citation" }] },
        choice: { stop_reason: 42 },
        chunk: { citations: ["a"], service_tier: "flex" },
      },
    });
    // What was told already is not told with every chunk.
    expect(second).toMatchObject({ delta: { content: "." }, extra: undefined });
    expect(collected.extra).toEqual({ citations: ["a"], service_tier: "flex" });
    expect(end.usage).toMatchObject({
      promptTokens: 9,
      cachedTokens: 4,
      cacheWriteTokens: 3,
      reasoningTokens: 1,
      upstreamCost: "0.0000125",
      extra: { queue_time: 0.5, prompt_tokens_details: { audio_tokens: 1 } },
    });
  });

  it("puts pieces of tool calls in order that lack index, id or text", async () => {
    own.calls = ({ response }) => {
      open(response);
      send(response, chunk({ tool_calls: [{ function: { name: "a", arguments: { x: 1 } } }] }));
      send(response, chunk({ tool_calls: [{ id: "c2", function: { name: "b", arguments: '{"y"' } }] }));
      send(response, chunk({ tool_calls: [{ function: { arguments: ":2}" } }] }));
      finish(response, "stop");
      done(response);
    };
    const { answer: collected } = await collect((emit) => provider().generate(task(), "calls", never, emit));
    expect(collected.choices[0]).toMatchObject({
      toolCalls: [
        { id: expect.stringMatching(/^call_/), function: { name: "a", arguments: '{"x":1}' } },
        { id: "c2", function: { name: "b", arguments: '{"y":2}' } },
      ],
      finish: { finishReason: "tool_calls", nativeFinishReason: "stop" },
    });
  });
});

describe("a failure", () => {
  it.each([
    ["fails-reset", "cut", 502],
    ["fails-silent", "timeout", 504],
    ["fails-400", "request", 400],
    ["fails-401", "key", 502],
    ["fails-402", "key", 502],
    ["fails-403", "key", 502],
    ["fails-404", "unavailable", 404],
    ["fails-422", "request", 422],
    ["fails-429-long", "rate_limit", 429],
    ["fails-500", "unavailable", 502],
    ["fails-502", "unavailable", 502],
    ["fails-503", "unavailable", 503],
    ["fails-error-200", "unavailable", 502],
    ["fails-html-200", "garbage", 502],
    ["fails-error-first", "unavailable", 503],
    ["fails-error-after-role", "unavailable", 502],
    ["fails-slow-first", "timeout", 504],
    ["fails-no-body", "cut", 502],
    ["fails-done-only", "cut", 502],
    ["fails-context", "unsupported", 400],
    ["breaks-cut", "cut", 502],
    ["breaks-clean-end", "cut", 502],
    ["breaks-stall", "stalled", 504],
    ["breaks-comments", "stalled", 504],
    ["breaks-error", "unavailable", 502],
    ["breaks-error-finish", "unavailable", 502],
    ["breaks-garbage", "garbage", 502],
    ["odd-filter-400", "refused", 400],
  ])("of %s is told as %s", async (model, fault, status) => {
    const error = await failureOf(model);
    expect(error).toMatchObject({ status, details: { fault, metadata: { provider_name: "Alpha" } } });
  });

  it("of a port where nobody listens is one of the connection", async () => {
    const gone = await Wall.start();
    const { baseUrl } = gone;
    await gone.close();
    expect(await failureOf("good", { baseUrl })).toMatchObject({
      status: 502,
      details: { fault: "unavailable" },
    });
  });

  it.each([
    ["fails-429-short", 20, 20],
    ["fails-429-long", 3_600_000, 3_600_000],
    ["fails-429-date", 100_000, 120_000],
  ])("of %s tells how long to wait", async (model, least, most) => {
    const { retryAfterMs } = (await failureOf(model)).details;
    expect(retryAfterMs).toBeGreaterThanOrEqual(least);
    expect(retryAfterMs).toBeLessThanOrEqual(most);
  });
});

describe("keys", () => {
  const keyed: Fault = ({ headers, response }) => {
    if (headers.authorization === "Bearer dead-1") fail(response, 401, { message: "bad key" });
    else if (headers.authorization === "Bearer busy-2")
      fail(response, 429, { message: "slow" }, { "retry-after": "60" });
    else answer(response);
  };

  it("are tried in turn; one that was refused or is busy is passed over from then on", async () => {
    own.keyed = keyed;
    const alpha = provider({ apiKeys: ["dead-1", "busy-2", "good-3"] });
    expect((await collect((emit) => alpha.generate(task(), "keyed", never, emit))).text).toBe(sentence);
    expect((await collect((emit) => alpha.generate(task(), "keyed", never, emit))).text).toBe(sentence);
    expect(wall.requests.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer dead-1",
      "Bearer busy-2",
      "Bearer good-3",
      "Bearer good-3",
    ]);
  });

  it("that are all refused are not tried again for a while", async () => {
    own.keyed = keyed;
    const alpha = provider({ apiKeys: ["dead-1"] });
    for (let i = 0; i < 2; i++) {
      await expect(collect((emit) => alpha.generate(task(), "keyed", never, emit))).rejects.toMatchObject({
        details: { fault: "key" },
      });
    }
    expect(wall.requests).toHaveLength(1);
  });
});

describe("a client that leaves", () => {
  it.each(["fails-silent", "fails-slow-first", "breaks-stall"])("has %s cancelled at once", async (model) => {
    const controller = new AbortController();
    const reason = new Error("gone");
    const running = collect((emit) => provider().generate(task(), model, controller.signal, emit));
    running.catch(() => {});
    await wall.reached(1);
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await wall.requests[0]!.left;
  });

  it("has it cancelled by what it throws", async () => {
    const enough = new Error("enough");
    const reading = provider().generate(task(), "breaks-stall", never, (event) => {
      if (event.type === "delta") throw enough;
    });
    await expect(reading).rejects.toBe(enough);
    await wall.requests[0]!.left;
  });
});

describe("the request", () => {
  const all = {
    max_tokens: 9,
    top_k: 4,
    min_p: 0.1,
    top_a: 0.2,
    repetition_penalty: 1.1,
    seed: 3,
    temperature: 0.5,
  };

  it.each([
    ["openrouter", all, []],
    [
      "openai",
      { max_completion_tokens: 9, seed: 3, temperature: 0.5 },
      ["top_k", "min_p", "top_a", "repetition_penalty"],
    ],
    [
      "mistral",
      { max_tokens: 9, random_seed: 3, temperature: 0.5 },
      ["top_k", "min_p", "top_a", "repetition_penalty"],
    ],
    [
      "llama.cpp",
      { max_tokens: 9, top_k: 4, min_p: 0.1, repeat_penalty: 1.1, seed: 3, temperature: 0.5 },
      ["top_a"],
    ],
  ] as const)("names parameters as %s does", async (flavour, expected, ignored) => {
    const { body, ...rest } = await sent({ parameters: all }, { flavour });
    const { model: _m, messages: _s, stream: _t, stream_options: _o, ...parameters } = body;
    expect(parameters).toEqual(expected);
    expect([...rest.ignored].sort()).toEqual([...ignored].sort());
  });

  it.each([
    ["vllm", { type: "regex", pattern: "a+" }, { structured_outputs: { regex: "a+" } }],
    ["vllm", { type: "choice", choices: ["a"] }, { structured_outputs: { choice: ["a"] } }],
    ["sglang", { type: "choice", choices: ["a.", "b"] }, { regex: "a\\.|b" }],
    ["sglang", { type: "grammar", grammar: 'root ::= "a"' }, { ebnf: 'root ::= "a"' }],
    ["llama.cpp", { type: "choice", choices: ['"'] }, { grammar: 'root ::= "\\""' }],
    ["openrouter", { type: "python" }, { response_format: { type: "python" } }],
    [
      "openai",
      { type: "json_object", schema: { type: "object" } },
      {
        response_format: { type: "json_schema", json_schema: { name: "answer", schema: { type: "object" } } },
      },
    ],
  ] as const)("asks %s for the form %j", async (flavour, response_format, expected) => {
    const { body } = await sent({ parameters: { response_format: response_format as never } }, { flavour });
    expect(body).toMatchObject(expected);
  });

  it("is refused, as something that another may do, for a form that the server can't be asked for", async () => {
    const grammar = { response_format: { type: "grammar" as const, grammar: 'root ::= "a"' } };
    await expect(
      collect((emit) =>
        provider({ flavour: "openai" }).generate(task({ parameters: grammar }), "good", never, emit),
      ),
    ).rejects.toMatchObject({
      status: 400,
      details: { fault: "unsupported", param: "response_format.type" },
    });
    expect(wall.requests).toHaveLength(0);
  });

  it("carries unknown fields to servers that take them, and says which it left out", async () => {
    const extra = { chat_template: "x", service_tier: "flex" };
    const lenient = await sent({ extra }, { flavour: "vllm" });
    expect(lenient.body).toMatchObject(extra);
    expect(lenient.accepted.takesUnknown).toBe(true);
    const strict = await sent({ extra }, { flavour: "openai" });
    expect(strict.body).toHaveProperty("service_tier", "flex");
    expect(strict.body).not.toHaveProperty("chat_template");
    expect(strict.ignored).toEqual(["chat_template"]);
  });

  it("can't replace what the task says by an unknown field", async () => {
    const { body } = await sent({ extra: { model: "other", stream: false } });
    expect(body).toMatchObject({ model: "good", stream: true });
  });

  it("leaves messages as they are but for what the server refuses", async () => {
    const messages = [
      {
        role: "developer",
        content: [{ type: "text", text: "Be brief", cache_control: { type: "ephemeral" } }],
      },
      { role: "assistant", content: "Hi", reasoning: "hm", reasoning_details: [{ signature: "s" }], odd: 1 },
      { role: "user", content: "Capital?" },
    ] as Task["messages"];
    expect((await sent({ messages }, { flavour: "openrouter" })).body.messages).toEqual(messages);
    expect((await sent({ messages }, { flavour: "mistral" })).body.messages).toEqual([
      { role: "system", content: [{ type: "text", text: "Be brief" }] },
      { role: "assistant", content: "Hi", odd: 1 },
      { role: "user", content: "Capital?" },
    ]);
  });

  it.each([
    ["vllm", {}, { continue_final_message: true, add_generation_prompt: false }],
    ["mistral", { prefix: true }, {}],
    ["llama.cpp", {}, {}],
  ] as const)("has %s go on from an assistant's message", async (flavour, message, fields) => {
    const messages: Task["messages"] = [
      { role: "user", content: "Capital?" },
      { role: "assistant", content: "The capital" },
    ];
    const { body } = await sent({ messages }, { flavour });
    expect(body).toMatchObject(fields);
    expect(body.messages.at(-1)).toEqual({ ...messages[1], ...message });
  });

  it("asks for reasoning in the server's way", async () => {
    const reasoning = { effort: "max" as const };
    const of = async (flavour: "openai" | "vllm" | "deepseek" | "mistral") => {
      const { body, ignored } = await sent({ parameters: { reasoning } }, { flavour });
      return { ...body, ignored };
    };
    expect(await of("openai")).toMatchObject({ reasoning_effort: "xhigh" });
    expect(await of("vllm")).toMatchObject({ chat_template_kwargs: { enable_thinking: true } });
    expect(await of("deepseek")).toMatchObject({ thinking: { type: "enabled" } });
    expect(await of("mistral")).toMatchObject({ ignored: ["reasoning"] });
  });
});

it("leaves out reasoning that the request does not want to see", async () => {
  own.thinker = ({ response }) => {
    open(response);
    send(response, chunk({ reasoning: "hm", reasoning_details: [{ type: "reasoning.text", text: "hm" }] }));
    say(response, ["Paris"]);
    finish(response);
    done(response);
  };
  const hidden = task({ parameters: { reasoning: { exclude: true } } });
  const { answer: collected } = await collect((emit) => provider().generate(hidden, "thinker", never, emit));
  expect(collected.choices[0]).toMatchObject({ content: "Paris", reasoning: "", reasoningDetails: [] });
});
