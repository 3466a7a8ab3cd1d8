import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AnswerCollector } from "../../src/generation/answer.js";
import type { Accepted, End, GenerationEvent } from "../../src/generation/event.js";
import type { Provider } from "../../src/generation/provider.js";
import type { AnswerParameters, Message, Task } from "../../src/generation/task.js";

export interface Asked {
  path: string;
  headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: a body is looked into where it is expected
  body: any;
}

export type Script = (response: ServerResponse, asked: Asked) => unknown;

/** A cloud's server on a free port, which answers each request as the script says. */
export class ScriptedCloud {
  readonly asked: Asked[] = [];
  readonly url: string;
  script: Script;
  /** Resolves when a client has let go of an answer that was not finished. */
  readonly abandoned: Promise<void>;
  readonly #server: ReturnType<typeof createServer>;

  static async start(): Promise<ScriptedCloud> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new ScriptedCloud(server);
  }

  constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.script = (response) => response.writeHead(500).end();
    let abandon: () => void;
    this.abandoned = new Promise((resolve) => {
      abandon = resolve;
    });
    server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
      let text = "";
      for await (const piece of request.setEncoding("utf8")) text += piece;
      response.once("close", () => {
        if (!response.writableFinished) abandon();
      });
      const asked = { path: request.url!, headers: request.headers, body: JSON.parse(text) };
      this.asked.push(asked);
      await this.script(response, asked);
    });
  }

  get last(): Asked {
    return this.asked.at(-1)!;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }
}

/** Answers with these events, each under its type if it has one. */
export function streams(events: object[], end: "whole" | "cut" | "open" = "whole"): Script {
  return async (response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events) {
      const { type } = event as { type?: string };
      const text = `${type ? `event: ${type}\n` : ""}data: ${JSON.stringify(event)}\n\n`;
      await new Promise((resolve) => response.write(text, resolve));
    }
    if (end === "whole") response.end();
    else if (end === "cut") response.destroy();
  };
}

export function fails(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return (response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

export function taskOf(
  messages: Message[] | string,
  parameters: AnswerParameters = {},
  extra: Record<string, unknown> = {},
): Task {
  return {
    models: [],
    messages: typeof messages === "string" ? [{ role: "user", content: messages }] : messages,
    parameters,
    routing: {},
    extra,
    client: "test",
  };
}

/**
 * Asks a server of its own that answers as the script says, and goes away: when it is asked, when the answer has begun,
 * or by throwing then. Resolves to what `generate` threw once the server has seen the client go.
 */
export async function leave(
  script: Script,
  when: "asked" | "answered" | "refused",
  providerAt: (url: string) => Provider,
  model: string,
  reason: Error,
): Promise<unknown> {
  const cloud = await ScriptedCloud.start();
  const client = new AbortController();
  cloud.script = (response, asked) => {
    if (when === "asked") client.abort(reason);
    return script(response, asked);
  };
  try {
    await providerAt(cloud.url).generate(taskOf("Hello"), model, client.signal, ({ type }) => {
      if (type === "delta" && when === "answered") client.abort(reason);
      if (type === "delta" && when === "refused") throw reason;
    });
    return "it was answered";
  } catch (error) {
    await cloud.abandoned;
    return error;
  } finally {
    await cloud.close();
  }
}

/** The whole answer. */
export async function answerOf(provider: Provider, task: Task, model: string) {
  const collector = new AnswerCollector();
  const events: GenerationEvent[] = [];
  await provider.generate(task, model, new AbortController().signal, (event) => {
    events.push(event);
    collector.add(event);
  });
  const accepted = events.find((event): event is Accepted => event.type === "accepted")!;
  const end = events.find((event): event is End => event.type === "end")!;
  return { events, accepted, usage: end.usage, choices: collector.choices, choice: collector.choices[0]! };
}

/** What came before the failure, and the failure. */
export async function failureOf(
  provider: Provider,
  task: Task,
  model: string,
  signal: AbortSignal = new AbortController().signal,
) {
  const events: GenerationEvent[] = [];
  try {
    await provider.generate(task, model, signal, (event) => events.push(event));
  } catch (error) {
    return { events, error };
  }
  throw new Error(`it was answered: ${JSON.stringify(events)}`);
}

/** The text that came, whatever came besides. */
export function textOf(events: GenerationEvent[]): string {
  return events.map((event) => (event.type === "delta" ? (event.delta.content ?? "") : "")).join("");
}

export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
