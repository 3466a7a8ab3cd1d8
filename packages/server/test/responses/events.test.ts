import { describe, expect, it } from "vitest";
import { checkResponsesRequest, responsesCall } from "../../src/formats/responses/index.js";
import { ResponseWriter } from "../../src/formats/responses/response-writer.js";
import { ApiError } from "../../src/generation/api-error.js";
import type {
  Delta,
  FinishReason,
  GenerationEvent,
  PassedOn,
  TokenLogprobs,
} from "../../src/generation/event.js";
import { noUsage } from "../../src/generation/event.js";
import { checkEvents, checkResponse, type Event, typeProblems } from "./support.js";

const generation = { id: "gen-1764000000-abcdefghij0123456789", created: 1_764_000_000 };

const delta = (delta: Delta, logprobs?: TokenLogprobs[], extra?: PassedOn): GenerationEvent => ({
  type: "delta",
  choice: 0,
  delta,
  logprobs,
  extra,
});
const finish = (finishReason: FinishReason): GenerationEvent => ({
  type: "finish",
  choice: 0,
  finishReason,
  nativeFinishReason: null,
});
const accepted: GenerationEvent = {
  type: "accepted",
  model: "a/b",
  provider: "A",
  ignored: [],
  usage: noUsage(),
};
const usage = { promptTokens: 7, cachedTokens: 2, completionTokens: 5, reasoningTokens: 3 };

const writerFor = (body: object = {}) => {
  const kept = { response: undefined, items: new Map() };
  return new ResponseWriter(
    generation,
    responsesCall(checkResponsesRequest({ input: "Hello", ...body }), kept),
    "asked/for",
  );
};

/** The events of an answer, checked, and the response at its end. */
const eventsOf = (parts: GenerationEvent[], reason: FinishReason = "stop", body: object = {}) => {
  const writer = writerFor(body);
  const all = [accepted, ...parts, finish(reason), { type: "end" as const, usage }];
  const events: Event[] = structuredClone(all.flatMap((event) => writer.read(event)));
  checkEvents(events);
  checkResponse(writer.response);
  expect(events.at(-1).response).toEqual(JSON.parse(JSON.stringify(writer.response)));
  return { events, response: events.at(-1).response, output: events.at(-1).response.output };
};
const told = (events: Event[]) =>
  events
    .slice(2, -1)
    .map(({ type, output_index: at, delta, text }) =>
      [type.replace("response.", ""), at, delta ?? text].filter((one) => one !== undefined).join(" "),
    );

describe("the events of a response", () => {
  it("tell a text", () => {
    const { events, response, output } = eventsOf([delta({ content: "Hel" }), delta({ content: "lo" })]);
    expect(told(events)).toEqual([
      "output_item.added 0",
      "content_part.added 0",
      "output_text.delta 0 Hel",
      "output_text.delta 0 lo",
      "output_text.done 0 Hello",
      "content_part.done 0",
      "output_item.done 0",
    ]);
    expect(events.at(-1).type).toBe("response.completed");
    expect(response).toMatchObject({
      id: `resp_${generation.id}`,
      object: "response",
      status: "completed",
      model: "a/b",
      incomplete_details: null,
      error: null,
      usage: {
        input_tokens: 7,
        input_tokens_details: { cached_tokens: 2 },
        output_tokens: 5,
        output_tokens_details: { reasoning_tokens: 3 },
        total_tokens: 12,
      },
    });
    expect(output).toEqual([
      {
        id: `msg_${generation.id}_0`,
        type: "message",
        status: "completed",
        role: "assistant",
        content: [{ type: "output_text", text: "Hello", annotations: [], logprobs: [] }],
      },
    ]);
    expect(events[2].item).toMatchObject({ status: "in_progress", content: [] });
  });

  it("give back what was asked for", () => {
    const tools = [{ type: "function", name: "f", parameters: { type: "object" }, strict: true }];
    const { response } = eventsOf([delta({ content: "x" })], "stop", {
      instructions: "Be brief.",
      tools,
      tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "f" }] },
      parallel_tool_calls: false,
      max_output_tokens: 9,
      temperature: 0.5,
      top_p: 0.4,
      text: { verbosity: "low" },
      reasoning: { effort: "low", summary: "auto" },
      metadata: { a: "b" },
      user: "u",
      safety_identifier: "s",
      prompt_cache_key: "k",
      service_tier: "flex",
    });
    expect(response).toMatchObject({
      instructions: "Be brief.",
      tools: [{ ...tools[0], description: null }],
      tool_choice: { type: "allowed_tools", mode: "auto" },
      parallel_tool_calls: false,
      max_output_tokens: 9,
      temperature: 0.5,
      top_p: 0.4,
      text: { format: { type: "text" }, verbosity: "low" },
      reasoning: { effort: "low", summary: "auto" },
      metadata: { a: "b" },
      user: "u",
      safety_identifier: "s",
      prompt_cache_key: "k",
      service_tier: "flex",
      store: false,
      background: false,
      truncation: "disabled",
      previous_response_id: null,
    });
  });

  it("tell thoughts, then the text", () => {
    const { events, output } = eventsOf([
      delta({ reasoning: "Hm" }),
      delta({ reasoning: "m" }),
      delta({ content: "Yes" }),
    ]);
    expect(told(events).slice(0, 7)).toEqual([
      "output_item.added 0",
      "content_part.added 0",
      "reasoning_text.delta 0 Hm",
      "reasoning_text.delta 0 m",
      "reasoning_text.done 0 Hmm",
      "content_part.done 0",
      "output_item.done 0",
    ]);
    expect(output).toMatchObject([
      { type: "reasoning", summary: [], content: [{ type: "reasoning_text", text: "Hmm" }] },
      { type: "message" },
    ]);
  });

  it("tell summaries and what is encrypted under the provider's own id", () => {
    const common = { id: "rs_abc", format: "openai-responses-v1" };
    const { events, output } = eventsOf([
      delta({
        reasoning: "Su",
        reasoning_details: [{ type: "reasoning.summary", summary: "Su", ...common }],
      }),
      delta({ reasoning: "m", reasoning_details: [{ type: "reasoning.summary", summary: "m", ...common }] }),
      delta({ reasoning_details: [{ type: "reasoning.encrypted", data: "xyz", ...common }] }),
      delta({ content: "Yes" }),
    ]);
    expect(told(events).slice(0, 7)).toEqual([
      "output_item.added 0",
      "reasoning_summary_part.added 0",
      "reasoning_summary_text.delta 0 Su",
      "reasoning_summary_text.delta 0 m",
      "reasoning_summary_text.done 0 Sum",
      "reasoning_summary_part.done 0",
      "output_item.done 0",
    ]);
    expect(output[0]).toEqual({
      id: "rs_abc",
      type: "reasoning",
      status: "completed",
      summary: [{ type: "summary_text", text: "Sum" }],
      encrypted_content: "xyz",
      format: "openai-responses-v1",
    });
  });

  it("keep signed thoughts apart, so that they can be sent back as they were", () => {
    const format = "anthropic-claude-v1";
    const details = [
      { type: "reasoning.text", text: "One", signature: "s1", format, index: 0 },
      { type: "reasoning.encrypted", data: "secret", format, index: 1 },
      { type: "reasoning.text", text: "Two", signature: "s2", format, index: 2 },
    ];
    const { output } = eventsOf([
      delta({ reasoning: "One", reasoning_details: [{ ...details[0], signature: undefined }] }),
      delta({ reasoning_details: [{ type: "reasoning.text", signature: "s1", format, index: 0 }] }),
      delta({ reasoning_details: [details[1]] }),
      delta({ reasoning: "Two", reasoning_details: [details[2]] }),
      delta({ content: "Yes" }),
    ]);
    expect(output).toMatchObject([
      { content: [{ text: "One" }], signature: "s1" },
      { encrypted_content: "secret" },
      { content: [{ text: "Two" }], signature: "s2" },
      { type: "message" },
    ]);
    const kept = { response: undefined, items: new Map() };
    const { messages } = responsesCall(checkResponsesRequest({ input: output }), kept).task;
    expect(messages).toEqual([
      { role: "assistant", content: "Yes", reasoning: "One\n\nTwo", reasoning_details: details },
    ]);
  });

  it("do not break a text for what nobody here can read", () => {
    const { output, events } = eventsOf([
      delta({ content: "Hel" }),
      delta({ content: "lo", reasoning_details: [{ type: "reasoning.encrypted", data: "xyz", index: 0 }] }),
    ]);
    expect(output).toMatchObject([
      { type: "message", content: [{ text: "Hello" }] },
      { type: "reasoning", encrypted_content: "xyz" },
    ]);
    expect(events.at(-2)).toMatchObject({ type: "response.output_item.done", output_index: 0 });
  });

  it("tell calls, also when they grow in turns", () => {
    const piece = (index: number, args: string, head = {}) => ({
      index,
      ...head,
      function: { ...("id" in head && { name: "f" }), arguments: args },
    });
    const { events, output } = eventsOf(
      [
        delta({ content: "So" }),
        delta({ tool_calls: [piece(0, "", { id: "a" }), piece(1, '{"x', { id: "b" })] }),
        delta({ tool_calls: [piece(0, "{}"), piece(1, '":1}')] }),
      ],
      "tool_calls",
    );
    expect(told(events).slice(5)).toEqual([
      "output_item.done 0",
      "output_item.added 1",
      "output_item.added 2",
      'function_call_arguments.delta 2 {"x',
      "function_call_arguments.delta 1 {}",
      'function_call_arguments.delta 2 ":1}',
      "function_call_arguments.done 1",
      "output_item.done 1",
      "function_call_arguments.done 2",
      "output_item.done 2",
    ]);
    expect(events.find(({ type }) => type === "response.function_call_arguments.done")).toMatchObject({
      item_id: output[1].id,
      name: "f",
      arguments: "{}",
    });
    expect(output.slice(1)).toMatchObject([
      { type: "function_call", call_id: "a", name: "f", arguments: "{}", status: "completed" },
      { type: "function_call", call_id: "b", name: "f", arguments: '{"x":1}', status: "completed" },
    ]);
  });

  it("tell the namespace of a function", () => {
    const tools = [
      { type: "namespace", name: "sky", description: "", tools: [{ type: "function", name: "f" }] },
    ];
    const call = { index: 0, id: "a", function: { name: "sky__f", arguments: "{}" } };
    const { output, response } = eventsOf([delta({ tool_calls: [call] })], "tool_calls", { tools });
    expect(output).toMatchObject([{ type: "function_call", namespace: "sky", name: "f", arguments: "{}" }]);
    expect(response.tools).toMatchObject([{ name: "sky", tools: [{ name: "f", parameters: null }] }]);
  });

  it("tell log-probabilities and citations", () => {
    const token = {
      token: "Hi",
      bytes: null,
      logprob: -0.5,
      top_logprobs: [{ token: "Hi", bytes: [72, 105], logprob: -0.5 }],
    };
    const citation = { url: "https://example.com", title: "E", start_index: 0, end_index: 2 };
    const { events, output } = eventsOf([
      delta({ content: "Hi" }, [token], {
        delta: { annotations: [{ type: "url_citation", url_citation: citation }] },
      }),
    ]);
    const logprobs = [{ ...token, bytes: [] }];
    expect(events.find(({ type }) => type === "response.output_text.delta")).toMatchObject({ logprobs });
    expect(events.find(({ type }) => type === "response.output_text.done")).toMatchObject({ logprobs });
    expect(events.find(({ type }) => type === "response.output_text.annotation.added")).toMatchObject({
      annotation_index: 0,
      annotation: { type: "url_citation", ...citation },
    });
    expect(output[0].content).toEqual([
      { type: "output_text", text: "Hi", logprobs, annotations: [{ type: "url_citation", ...citation }] },
    ]);
  });

  it("tell refusals", () => {
    const { events, output } = eventsOf([
      delta({ content: "Well" }),
      delta({ refusal: "No" }),
      delta({ refusal: "!" }),
    ]);
    expect(
      events.filter(({ type }) => type.includes("refusal")).map(({ delta, refusal }) => delta ?? refusal),
    ).toEqual(["No", "!", "No!"]);
    expect(output[0].content).toMatchObject([{ text: "Well" }, { type: "refusal", refusal: "No!" }]);
  });

  it.each([
    ["length", "max_output_tokens"],
    ["content_filter", "content_filter"],
  ] as const)("end incomplete after %s", (reason, told) => {
    const { events, response, output } = eventsOf(
      [delta({ reasoning: "Hm" }), delta({ content: "Hel" })],
      reason,
    );
    expect(events.at(-1).type).toBe("response.incomplete");
    expect(response).toMatchObject({
      status: "incomplete",
      incomplete_details: { reason: told },
      completed_at: null,
    });
    expect(output).toMatchObject([{ status: "completed" }, { status: "incomplete" }]);
  });

  it("have a message even where nothing was said", () => {
    expect(eventsOf([]).output).toMatchObject([{ type: "message", content: [{ text: "" }] }]);
    expect(eventsOf([delta({ reasoning: "Hm" })]).output).toMatchObject([
      { type: "reasoning" },
      { content: [{ text: "" }] },
    ]);
  });

  it("pass on what nobody knows in the response", () => {
    const { response } = eventsOf([
      delta({ content: "x" }, undefined, { chunk: { citations: ["u"], id: "no" } }),
    ]);
    expect(response).toMatchObject({ citations: ["u"], id: `resp_${generation.id}` });
  });

  it("end with what went wrong", () => {
    const writer = writerFor();
    const error = new ApiError(502, "provider_unavailable", "It broke");
    const before = structuredClone(
      [accepted, delta({ content: "Hel" })].flatMap((event) => writer.read(event)),
    );
    const events: Event[] = [...before, ...structuredClone(writer.fail(error))];
    checkEvents(events);
    expect(events.slice(-2)).toMatchObject([
      { type: "error", code: "provider_unavailable", message: "It broke", param: null },
      {
        type: "response.failed",
        response: {
          status: "failed",
          error: { code: "server_error", message: "It broke" },
          error_type: "provider_unavailable",
          output: [{ status: "incomplete", content: [{ text: "Hel" }] }],
        },
      },
    ]);
    expect(
      writerFor()
        .fail(error)
        .map(({ type }) => type),
    ).toEqual(["response.created", "response.in_progress", "error", "response.failed"]);
  });

  it("have the types of OpenAI's package", () => {
    const token = { token: "Hi", bytes: null, logprob: -0.5, top_logprobs: [] };
    const { events, response } = eventsOf(
      [
        delta({ reasoning_details: [{ type: "reasoning.summary", summary: "S", id: "rs_1" }] }),
        delta({ reasoning_details: [{ type: "reasoning.text", text: "T", id: "rs_1" }] }),
        delta({ content: "Hi" }, [token]),
        delta({ refusal: "No" }),
        delta({ tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "{}" } }] }),
      ],
      "length",
      {
        tools: [{ type: "function", name: "f" }],
        text: { format: { type: "json_schema", name: "n", schema: {} } },
        reasoning: { effort: "low" },
      },
    );
    const failed: Event[] = writerFor().fail(new ApiError(429, "rate_limit_exceeded", "Slow down"));
    const right = [
      ...[...events, ...failed].map((event): ["ResponseStreamEvent", Event] => [
        "ResponseStreamEvent",
        event,
      ]),
      ["Response", response] as ["Response", Event],
    ];
    const [ofStatus, ofIndex, ...others] = typeProblems([
      ["Response", { ...response, status: "half" }],
      ["ResponseStreamEvent", { ...events[3], output_index: "0" }],
      ...right,
    ]);
    expect(others).toEqual(right.map(() => undefined));
    expect(ofStatus).toContain('"half"');
    expect(ofIndex).toBeDefined();
  });
});
