import type { TestServer } from "./server.js";

type Body = Record<string, unknown>;

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  body: any;
}

const user = (content: string) => ({ messages: [{ role: "user", content }] });

/** Sends a request; `messages` has a default. */
export const post = (server: { url: string }, body: Body, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({ ...user("Hello"), ...body }),
    ...init,
    headers: { "Content-Type": "application/json", ...(init.headers as Record<string, string>) },
  });

export const ask = async (server: { url: string }, body: Body, init?: RequestInit): Promise<Answer> => {
  const response = await post(server, body, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
};

/** The text of an answer that must succeed. */
export const textOf = async (server: TestServer, body: Body): Promise<string> => {
  const { status, body: answer } = await ask(server, body);
  if (status !== 200) throw new Error(JSON.stringify(answer));
  return answer.choices[0].message.content;
};

export interface Streamed {
  status: number;
  headers: Headers;
  comments: string[];
  // biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
  chunks: any[];
  done: boolean;
  text: string;
}

/** Reads a whole stream by hand, so that nothing of a client library is in between. */
export const askStreamed = async (
  server: { url: string },
  body: Body,
  init?: RequestInit,
): Promise<Streamed> => {
  const response = await post(server, { ...body, stream: true }, init);
  const blocks = (await response.text()).split("\n\n").filter((block) => block !== "");
  const data = blocks.filter((block) => block.startsWith("data: ")).map((block) => block.slice(6));
  const chunks = data.filter((item) => item !== "[DONE]").map((item) => JSON.parse(item));
  return {
    status: response.status,
    headers: response.headers,
    comments: blocks.filter((block) => block.startsWith(":")),
    chunks,
    done: data.at(-1) === "[DONE]" && data.filter((item) => item === "[DONE]").length === 1,
    text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
  };
};
