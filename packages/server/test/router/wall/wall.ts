import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { faults } from "./faults.js";

// biome-ignore lint/suspicious/noExplicitAny: the tests look at whatever came
export type Body = any;

/** A request that reached the wall. */
export interface WallRequest {
  model: string;
  body: Body;
  headers: IncomingMessage["headers"];
  /** Resolves when the connection is closed before the answer's end, with `performance.now()`. */
  left: Promise<number>;
  response: ServerResponse;
}

/** What the wall does with a request. */
export type Fault = (request: WallRequest, wall: Wall) => unknown;

/** A scripted provider behind real HTTP. What it does is chosen by the model's name: one of {@link faults} or of `own`. */
export class Wall {
  readonly requests: WallRequest[] = [];
  readonly #own: Record<string, Fault>;
  readonly #server: Server;
  #arrived: (() => void)[] = [];

  private constructor(server: Server, own: Record<string, Fault>) {
    this.#server = server;
    this.#own = own;
  }

  static async start(own: Record<string, Fault> = {}): Promise<Wall> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    const wall = new Wall(server, own);
    server.on("request", (request, response) => void wall.#handle(request, response));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return wall;
  }

  /** Where `/chat/completions` is. */
  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Requests for a model. */
  of(model: string): WallRequest[] {
    return this.requests.filter((request) => request.model === model);
  }

  /** Resolves when as many requests have come. */
  async reached(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => this.#arrived.push(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    if (incoming.method === "GET") {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: Object.keys(this.#own).map((id) => ({ id })) }));
      return;
    }
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
    const left = new Promise<number>((resolve) => {
      response.on("close", () => response.writableFinished || resolve(performance.now()));
    });
    const request = { model: body.model, body, headers: incoming.headers, left, response };
    this.requests.push(request);
    for (const resolve of this.#arrived.splice(0)) resolve();
    const fault = this.#own[body.model] ?? faults[body.model];
    if (!fault) throw new Error(`the wall knows no ${body.model}`);
    await fault(request, this);
  }
}
