// First: it must be so before the client is there.
import "./zod-without-eval.js";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { McpServer } from "./servers.js";

/** A tool as its server describes it. */
export interface ServerTool {
  name: string;
  description: string;
  inputSchema: Record<string, unknown>;
}

/** A server that answers. */
export interface Connection {
  tools: ServerTool[];
  /** What the tool answers, as text for the model. Rejects where it could not be run. */
  call(tool: string, input: Record<string, unknown>, signal: AbortSignal): Promise<string>;
  close(): void;
}

const connectMs = 15_000;
const callMs = 120_000;
const mostTools = 128;
const longestDescription = 4_000;
const longestResult = 100_000;

/** Connects by Streamable HTTP and asks for the tools. */
export async function connect({ url, header, value }: McpServer): Promise<Connection> {
  const client = new Client({ name: "openrouter-chat", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: {
      // A redirect would take the secret to another address.
      redirect: "error",
      ...(header && { headers: { [header]: value } }),
    },
  });
  await client.connect(transport, { timeout: connectMs });
  const { tools } = await client.listTools(undefined, { timeout: connectMs });
  return {
    tools: tools.slice(0, mostTools).map(({ name, description = "", inputSchema }) => ({
      name,
      description: description.slice(0, longestDescription),
      inputSchema: inputSchema as Record<string, unknown>,
    })),
    async call(tool, input, signal) {
      const options = { signal, timeout: callMs };
      const { content, structuredContent, isError } = await client.callTool(
        { name: tool, arguments: input },
        options,
      );
      const said = content.map((part) =>
        part.type === "text" ? part.text : `[${part.type}: not shown to the model]`,
      );
      const text = said.join("\n") || (structuredContent ? JSON.stringify(structuredContent) : "");
      const whole = `${isError ? "The tool failed: " : ""}${text || "(nothing)"}`;
      return whole.length <= longestResult
        ? whole
        : `${whole.slice(0, longestResult)}\n[cut after ${longestResult} of ${whole.length} characters]`;
    },
    close: () => void client.close(),
  };
}
