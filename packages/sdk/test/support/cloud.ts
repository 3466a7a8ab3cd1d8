import { chunk, completion, type Handler, json } from "./server.js";

type Params = Record<string, unknown> & {
  messages?: unknown[];
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

/** A stand-in for the public API: refuses what it would refuse, answers with a person in JSON when asked for, else with "Paris". */
export const cloud: Handler = async (response, request, count) => {
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
  for (const data of [chunk(text.slice(0, 3)), chunk(text.slice(3)), chunk("", "stop")]) {
    response.write(`data: ${JSON.stringify(data)}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  response.end("data: [DONE]\n\n");
};
