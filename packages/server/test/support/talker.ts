import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Talker {
  /** For `--base-url`. */
  baseUrl: string;
  /** The last message of each request so far. */
  readonly questions: string[];
  close(): Promise<void>;
}

/**
 * A chat API that answers `answer`, a character a chunk; a question that begins with "go on" is answered without an end,
 * one that begins with "fail" with an error that says `answer`.
 */
export async function startTalker(answer: string): Promise<Talker> {
  const questions: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request.setEncoding("utf8")) body += piece;
    const question: string = JSON.parse(body).messages.at(-1).content;
    questions.push(question);
    if (question.startsWith("fail")) {
      response.writeHead(402, { "Content-Type": "application/json" });
      return response.end(JSON.stringify({ error: { code: 402, message: answer } }));
    }
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    const say = (content: string, finish: string | null = null) =>
      response.write(`data: ${JSON.stringify(chunk(content, finish))}\n\n`);
    for (const character of answer) say(character);
    if (question.startsWith("go on")) {
      const more = setInterval(() => say(" more"), 20);
      return response.once("close", () => clearInterval(more));
    }
    say("", "stop");
    response.end("data: [DONE]\n\n");
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    questions,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

function chunk(content: string, finish: string | null) {
  return {
    id: "gen-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "some/talker",
    choices: [{ index: 0, delta: { role: "assistant", content }, finish_reason: finish }],
  };
}
