import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface CollectedSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number; message?: string };
  attributes: Record<string, unknown>;
}

interface OtlpValue {
  stringValue?: string;
  intValue?: number | string;
  doubleValue?: number;
  boolValue?: boolean;
  arrayValue?: { values: OtlpValue[] };
}
type OtlpAttributes = { key: string; value: OtlpValue }[];

/** Takes traces as OTLP over HTTP, in JSON. */
export class Collector {
  readonly requests: IncomingMessage[] = [];
  readonly spans: CollectedSpan[] = [];
  /** Attributes of what sent them. */
  resource: Record<string, unknown> = {};
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<Collector> {
    const server = createServer();
    const collector = new Collector(server);
    server.on("request", async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      collector.requests.push(request);
      collector.#take(JSON.parse(Buffer.concat(chunks).toString()));
      response.setHeader("content-type", "application/json");
      response.end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return collector;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  #take(body: {
    resourceSpans: {
      resource: { attributes: OtlpAttributes };
      scopeSpans: { spans: (Omit<CollectedSpan, "attributes"> & { attributes: OtlpAttributes })[] }[];
    }[];
  }): void {
    for (const { resource, scopeSpans } of body.resourceSpans) {
      this.resource = readAll(resource.attributes);
      for (const { spans } of scopeSpans)
        for (const span of spans) this.spans.push({ ...span, attributes: readAll(span.attributes) });
    }
  }
}

function readAll(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, read(value)]));
}

function read(value: OtlpValue): unknown {
  if (value.arrayValue) return value.arrayValue.values.map(read);
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue;
}
