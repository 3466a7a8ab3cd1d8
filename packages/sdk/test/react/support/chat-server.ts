import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came over the wire: snake_case. */
export interface ReceivedRequest {
  body: {
    model?: string;
    stream?: boolean;
    messages: Record<string, unknown>[];
    [key: string]: unknown;
  };
  headers: IncomingMessage["headers"];
}

/** Writes one answer in the wire format. */
export class Reply {
  /** Resolves when the connection is gone, whoever closed it. */
  readonly closed: Promise<void>;
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
    this.closed = new Promise((resolve) => response.once("close", resolve));
  }

  /** Whether the client left before the answer was complete. */
  get abandoned(): boolean {
    return this.#response.destroyed && !this.#response.writableFinished;
  }

  comment(text: string): void {
    this.#stream().write(`: ${text}\n\n`);
  }

  chunk(fields: Record<string, unknown>): void {
    const event = {
      id: "gen-1-test",
      object: "chat.completion.chunk",
      created: 1,
      model: "test/model",
      ...fields,
    };
    this.#stream().write(`data: ${JSON.stringify(event)}\n\n`);
  }

  delta(delta: Record<string, unknown>, fields: Record<string, unknown> = {}): void {
    this.chunk({ choices: [{ index: 0, delta, finish_reason: null, ...fields }] });
  }

  text(...pieces: string[]): void {
    for (const content of pieces) this.delta({ content });
  }

  /** The finish reason, the usage and the end. */
  finish(reason = "stop", usage: Record<string, unknown> = {}): void {
    this.delta({}, { finish_reason: reason });
    const tokens = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15, cost: 0.25, ...usage };
    this.chunk({ choices: [], usage: tokens });
    this.#response.end("data: [DONE]\n\n");
  }

  json(status: number, body: unknown): void {
    this.#response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }

  /** Breaks the connection off. */
  cut(): void {
    this.#response.destroy();
  }

  #stream(): ServerResponse {
    if (!this.#response.headersSent) this.#response.writeHead(200, { "content-type": "text/event-stream" });
    return this.#response;
  }
}

export type Respond = (reply: Reply, request: ReceivedRequest, count: number) => void | Promise<void>;

/** An HTTP server on a free port of 127.0.0.1 whose answers a test writes. */
export interface ChatServer {
  url: string;
  requests: ReceivedRequest[];
  replies: Reply[];
  close(): Promise<void>;
}

/** Answers each request with `respond`; `count` is 0 for the first. `file` answers GET requests by path. */
export async function startChatServer(
  respond: Respond,
  files: Record<string, { type: string; text: string }> = {},
): Promise<ChatServer> {
  const requests: ReceivedRequest[] = [];
  const replies: Reply[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const file = files[incoming.url ?? ""];
    if (incoming.method === "GET") {
      outgoing.writeHead(file ? 200 : 404, { "content-type": file?.type ?? "text/plain" }).end(file?.text);
      return;
    }
    let text = "";
    for await (const piece of incoming) text += piece;
    const request = { body: JSON.parse(text), headers: incoming.headers };
    const reply = new Reply(outgoing);
    requests.push(request);
    replies.push(reply);
    await respond(reply, request, requests.length - 1);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    replies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
