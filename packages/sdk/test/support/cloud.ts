import { chunk, completion, type Handler, json } from "./server.js";

type Params = Record<string, unknown> & {
  messages?: { role?: string }[];
  tools?: { function?: { name?: string } }[];
  stream?: boolean;
  model?: string;
  response_format?: unknown;
};

/** What of a request the API refuses, as far as the documentation's and the seed's snippets go. */
const faults: [string, (params: Params) => boolean][] = [
  ["messages", ({ messages }) => !messages?.length],
  ["model", ({ model }) => model === "no/such-model"],
  ["frequency_penalty", ({ frequency_penalty }) => Math.abs(Number(frequency_penalty ?? 0)) > 2],
];

/** What the documentation's schemas ask for. */
const person = '{"name":"Ada","age":36,"hobbies":["maths"]}';

/** The calls that it makes of the documentation's tools. */
const calls: Record<string, string> = { weather: '{"city":"Paris"}', remove_file: '{"path":"a.txt"}' };

/** A call of the first of those tools, when it is the user's turn that it answers. */
function callFor({ messages, tools }: Params): object | undefined {
  const name = tools?.map((tool) => tool.function?.name ?? "").find((known) => known in calls);
  if (!name || messages?.at(-1)?.role !== "user") return undefined;
  const call = { index: 0, id: "call_1", type: "function", function: { name, arguments: calls[name] } };
  return { index: 0, delta: { role: "assistant", content: null, tool_calls: [call] }, finish_reason: null };
}

/**
 * A stand-in for the public API: refuses what it would refuse, calls the documentation's tools, answers with a person
 * in JSON when asked for JSON, and with "Paris" to everything else.
 */
export const cloud: Handler = async (response, request, count) => {
  if (request.method === "GET") {
    const data = /\/models\b/.test(request.url) ? [{ id: "test/model", pricing: {} }] : {};
    return json({ data })(response, request, count);
  }
  const params = JSON.parse(request.body) as Params;
  const fault = faults.find(([, applies]) => applies(params));
  if (fault) {
    const error = { code: 400, message: `Invalid ${fault[0]}`, param: fault[0], type: "invalid_request" };
    return json({ error }, 400)(response, request, count);
  }
  response.setHeader("x-generation-id", "gen-1763820000-abcdefghij0123456789");
  const text = params.response_format ? person : "Paris";
  if (!params.stream) return json(completion(text))(response, request, count);
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.write(": OPENROUTER PROCESSING\n\n");
  const call = callFor(params);
  const answer = call
    ? [{ ...chunk(""), choices: [call] }, chunk("", "tool_calls")]
    : [chunk(text.slice(0, 3)), chunk(text.slice(3)), chunk("", "stop")];
  for (const data of answer) {
    response.write(`data: ${JSON.stringify(data)}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  response.end("data: [DONE]\n\n");
};
