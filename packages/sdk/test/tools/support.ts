import { OpenRouterCore } from "../../src/core.js";
import { chunk, type Handler, serve, sse } from "../support/server.js";

type Call = [name: string, input: unknown, id?: string];

/** A streamed answer that makes calls. */
export const calls = (...made: Call[]): Handler => sse(...callChunks(...made));

export const callChunks = (...made: Call[]): unknown[] => [
  ...made.map(([name, input, id = `${name}-1`], index) => ({
    ...chunk(""),
    choices: [
      {
        index: 0,
        delta: {
          role: "assistant",
          content: null,
          tool_calls: [
            {
              index,
              id,
              type: "function",
              function: { name, arguments: typeof input === "string" ? input : JSON.stringify(input) },
            },
          ],
        },
        finish_reason: null,
      },
    ],
  })),
  {
    ...chunk("", "tool_calls"),
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 0.5 },
  },
];

/** A streamed answer in words. */
export const says = (text: string): Handler =>
  sse(chunk(text), {
    ...chunk("", "stop"),
    usage: {
      ...{ prompt_tokens: 20, completion_tokens: 2, total_tokens: 22, cost: 0.25 },
      ...{ prompt_tokens_details: { cached_tokens: 8 }, completion_tokens_details: { reasoning_tokens: 1 } },
    },
  });

/** A client of a server that gives these answers, and the bodies that it got. */
export async function model(...answers: Handler[]) {
  const { url, received, pending } = await serve(...answers);
  const client = new OpenRouterCore({ serverURL: url, apiKey: "k", retryConfig: { strategy: "none" } });
  return { client, pending, bodies: () => received.map(({ body }) => JSON.parse(body)) };
}

export const request = {
  model: "test/model",
  messages: [{ role: "user" as const, content: "Weather in Paris?" }],
};
