import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { NodeStreamableHTTPServerTransport } from "@modelcontextprotocol/node";
import { McpServer } from "@modelcontextprotocol/server";
import { onTestFinished } from "vitest";
import { z } from "zod";

/** A server of tools over Streamable HTTP that pages may call. */
export interface ToolServer {
  url: string;
  /** The headers of each request but those that ask whether one is allowed. */
  requests: IncomingHttpHeaders[];
  /** What the tool was called with. */
  calls: unknown[];
  /** Calls wait for this. */
  hold: Promise<void>;
  describe(words: string): void;
}

/** Starts a server with the tools `add`, `fail` and `picture`; with a secret it serves only those who know it. */
export async function startToolServer(secret?: string): Promise<ToolServer> {
  let description = "Adds two numbers.";
  const state: ToolServer = {
    url: "",
    requests: [],
    calls: [],
    hold: Promise.resolve(),
    describe: (words) => {
      description = words;
    },
  };
  const make = () => {
    const server = new McpServer({ name: "sums", version: "1.0.0" });
    const inputSchema = z.object({ a: z.number(), b: z.number() });
    server.registerTool("add", { description, inputSchema }, async (input) => {
      state.calls.push(input);
      await state.hold;
      return { content: [{ type: "text", text: `The sum is ${input.a + input.b}` }] };
    });
    server.registerTool("fail", { description: "Fails.", inputSchema: z.object({}) }, async () => ({
      isError: true,
      content: [{ type: "text", text: "no luck" }],
    }));
    return server;
  };
  const http = createServer(async (request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "*, authorization");
    response.setHeader("access-control-allow-methods", "GET, POST, DELETE");
    response.setHeader("access-control-expose-headers", "mcp-session-id");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    state.requests.push(request.headers);
    if (secret !== undefined && request.headers.authorization !== `Bearer ${secret}`)
      return response.writeHead(403).end("Forbidden");
    const transport = new NodeStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    await make().connect(transport);
    await transport.handleRequest(request, response);
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  state.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`;
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return state;
}
