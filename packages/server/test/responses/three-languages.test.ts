import Anthropic from "@anthropic-ai/sdk";
import fc from "fast-check";
import { ChatResult$inboundSchema } from "published-openrouter-sdk/models/chatresult.js";
import { ChatStreamChunk$inboundSchema } from "published-openrouter-sdk/models/chatstreamchunk.js";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ask as askChat, askStreamed as streamChat } from "../support/chat.js";
import { answers, type RoutedCloud, routedId, startRoutedCloud } from "../support/weather-cloud.js";
import { ask, askStreamed, unknownIn } from "./support.js";

interface Said {
  reasoning: string[];
  texts: string[];
  calls: { name: string; arguments: string }[];
  reason: "stop" | "length";
}

let said: Said;
let routed: RoutedCloud;
beforeAll(async () => {
  routed = await startRoutedCloud((response, asked) => {
    const { reasoning, texts, calls, reason } = said;
    const deltas = [
      ...reasoning.map((text) => ({ reasoning: text })),
      ...texts.map((content) => ({ content })),
      ...calls.map((call, index) => ({
        tool_calls: [{ index, id: `call_${index}`, type: "function", function: call }],
      })),
    ];
    const finish = calls.length > 0 && reason === "stop" ? "tool_calls" : reason;
    return answers(deltas, finish)(response, asked);
  });
});
afterAll(() => routed.close());

const parameters = { type: "object", properties: { n: { type: "integer" } } };
const names = ["first", "second"];

/** What every language should tell, in one form. */
interface Told {
  text: string;
  reasoning: string;
  calls: unknown[];
  usage: [prompt: number, completion: number, cached: number];
  cut: boolean;
}

const inChat = async (): Promise<Told> => {
  const tools = names.map((name) => ({ type: "function", function: { name, parameters } }));
  const { body } = await askChat(routed.server, { model: routedId, tools });
  expect(unknownIn(ChatResult$inboundSchema.parse(body))).toEqual([]);
  const { message, finish_reason: reason } = body.choices[0];
  return {
    text: message.content ?? "",
    reasoning: message.reasoning ?? "",
    calls: (message.tool_calls ?? []).map((call: { id: string; function: object }) => ({
      id: call.id,
      ...call.function,
    })),
    usage: [
      body.usage.prompt_tokens,
      body.usage.completion_tokens,
      body.usage.prompt_tokens_details.cached_tokens,
    ],
    cut: reason === "length",
  };
};

/** What the chunks add up to. */
const inChunks = async (): Promise<Told> => {
  const tools = names.map((name) => ({ type: "function", function: { name, parameters } }));
  const { chunks } = await streamChat(routed.server, { model: routedId, tools });
  for (const chunk of chunks) expect(unknownIn(ChatStreamChunk$inboundSchema.parse(chunk))).toEqual([]);
  const told: Told = { text: "", reasoning: "", calls: [], usage: [0, 0, 0], cut: false };
  const calls: { id: string; name: string; arguments: string }[] = [];
  for (const { choices, usage } of chunks) {
    for (const { delta, finish_reason: reason } of choices) {
      told.text += delta.content ?? "";
      told.reasoning += delta.reasoning ?? "";
      for (const { index, id, function: called } of delta.tool_calls ?? []) {
        calls[index] ??= { id: "", name: "", arguments: "" };
        calls[index].id += id ?? "";
        calls[index].name += called.name ?? "";
        calls[index].arguments += called.arguments ?? "";
      }
      told.cut ||= reason === "length";
    }
    if (usage) {
      const { prompt_tokens: prompt, completion_tokens: completion } = usage;
      told.usage = [prompt, completion, usage.prompt_tokens_details.cached_tokens];
    }
  }
  return { ...told, calls };
};

// biome-ignore lint/suspicious/noExplicitAny: the test looks at whatever came
const fromResponse = (body: any): Told => ({
  text: body.output_text,
  reasoning: itemsOf(body, "reasoning")
    .flatMap(({ content }) => content.map(({ text }: Text) => text))
    .join(""),
  calls: itemsOf(body, "function_call").map((call) => ({
    id: call.call_id,
    name: call.name,
    arguments: call.arguments,
  })),
  usage: [body.usage.input_tokens, body.usage.output_tokens, body.usage.input_tokens_details.cached_tokens],
  cut: body.status === "incomplete",
});
interface Text {
  text: string;
}
// biome-ignore lint/suspicious/noExplicitAny: the test looks at whatever came
const itemsOf = (body: any, type: string): any[] =>
  body.output.filter((item: { type: string }) => item.type === type);

const responseTools = names.map((name) => ({ type: "function", name, parameters }));
const asked = { model: routedId, tools: responseTools };

const inMessages = async (stream: boolean): Promise<Told> => {
  const client = new Anthropic({ apiKey: "sk-none", baseURL: `${routed.server.url}/api`, maxRetries: 0 });
  const request = {
    model: routedId,
    max_tokens: 100,
    messages: [{ role: "user" as const, content: "Hello" }],
    tools: names.map((name) => ({ name, input_schema: { ...parameters, type: "object" as const } })),
  };
  // What its own client makes of the events.
  // biome-ignore lint/suspicious/noExplicitAny: the test looks at whatever came
  const body: any = stream
    ? await client.messages.stream(request).finalMessage()
    : await client.messages.create(request);
  // biome-ignore lint/suspicious/noExplicitAny: the test looks at whatever came
  const blocks = (type: string): any[] =>
    body.content.filter((block: { type: string }) => block.type === type);
  const { input_tokens: fresh, cache_read_input_tokens: cached, output_tokens: completion } = body.usage;
  return {
    text: blocks("text")
      .map(({ text }) => text)
      .join(""),
    reasoning: blocks("thinking")
      .map(({ thinking }) => thinking)
      .join(""),
    calls: blocks("tool_use").map(({ id, name, input }) => ({ id, name, arguments: JSON.stringify(input) })),
    usage: [fresh + cached, completion, cached],
    cut: body.stop_reason === "max_tokens",
  };
};

const pieces = fc.array(fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }), { maxLength: 4 });
const call = fc.record({
  name: fc.constantFrom(...names),
  arguments: fc.record({ n: fc.integer() }).map((value) => JSON.stringify(value)),
});
const anything: fc.Arbitrary<Said> = fc
  .record({
    reasoning: pieces,
    texts: pieces,
    calls: fc.array(call, { maxLength: 3 }),
    reason: fc.constantFrom<Said["reason"]>("stop", "length"),
  })
  // Nothing at all is no answer: the router would look for one elsewhere.
  .filter(({ texts, calls }) => texts.length + calls.length > 0);

it("chat, responses and messages tell the same text, thoughts, calls and usage", async () => {
  await fc.assert(
    fc.asyncProperty(anything, async (answer) => {
      said = answer;
      const chat = await inChat();
      expect(chat).toMatchObject({
        text: answer.texts.join(""),
        reasoning: answer.reasoning.join(""),
        calls: answer.calls,
        cut: answer.reason === "length",
      });
      expect(fromResponse((await ask(routed.server, asked)).body)).toEqual(chat);
      expect(fromResponse((await askStreamed(routed.server, asked)).response)).toEqual(chat);
      expect(await inChunks()).toEqual(chat);
      for (const stream of [false, true]) expect(await inMessages(stream)).toEqual(chat);
    }),
    { numRuns: 40 },
  );
});
