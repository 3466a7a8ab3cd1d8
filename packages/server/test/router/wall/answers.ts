import type { ServerResponse } from "node:http";
import type { WallRequest } from "./wall.js";

/** What a healthy model of the wall says, token by token. */
export const words = ["The", " capital", " of", " France", " is", " Paris", "."];
export const sentence = words.join("");

const usage = { prompt_tokens: 10, completion_tokens: words.length, total_tokens: 10 + words.length };

export function open(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}

export function send(response: ServerResponse, data: unknown): void {
  response.write(`data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
}

export function chunk(delta: object, rest: object = {}, top: object = {}): object {
  return {
    id: "chatcmpl-wall",
    object: "chat.completion.chunk",
    created: 1,
    model: "wall",
    choices: [{ index: 0, delta, finish_reason: null, ...rest }],
    ...top,
  };
}

export function role(response: ServerResponse): void {
  send(response, chunk({ role: "assistant", content: "" }));
}

export function say(response: ServerResponse, texts: readonly string[]): void {
  for (const content of texts) send(response, chunk({ content }));
}

export function finish(response: ServerResponse, reason = "stop"): void {
  send(response, chunk({}, { finish_reason: reason }));
}

export function tellUsage(response: ServerResponse, completion = words.length): void {
  const completed = { completion_tokens: completion, total_tokens: 10 + completion };
  send(response, { ...chunk({}), choices: [], usage: { ...usage, ...completed } });
}

export function done(response: ServerResponse): void {
  response.end("data: [DONE]\n\n");
}

/** A whole streamed answer of these texts. */
export function answer(response: ServerResponse, texts: readonly string[] = words, reason = "stop"): void {
  open(response);
  role(response);
  say(response, texts);
  finish(response, reason);
  tellUsage(response, texts.length);
  done(response);
}

export function fail(response: ServerResponse, status: number, error: object, headers: object = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify({ error }));
}

/** The beginning of the answer that the request gives, and what is left to say. */
export function remainder({ body }: WallRequest): { given: string; texts: string[] } {
  const last = body.messages.at(-1);
  const given: string = last.role === "assistant" ? last.content : "";
  const rest: string[] = [];
  let at = 0;
  for (const word of words) {
    const from = Math.max(0, given.length - at);
    if (from < word.length) rest.push(word.slice(from));
    at += word.length;
  }
  return { given, texts: sentence.startsWith(given) ? rest : ["?"] };
}
