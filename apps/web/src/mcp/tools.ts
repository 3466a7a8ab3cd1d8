import type { Tool } from "@openrouter/sdk/models";
import { createStore } from "../ui/store.js";
import type { Connection, ServerTool } from "./connection.js";
import { type McpServer, mcpServers } from "./servers.js";

/** A tool of a server, as it is offered to models. */
export interface McpTool {
  /** The name that the model calls it by. */
  name: string;
  url: string;
  tool: ServerTool;
  run(input: Record<string, unknown>, signal: AbortSignal): Promise<string>;
}

/** How it stands with a server. */
export interface ServerState {
  status: "connecting" | "ready" | "failed";
  tools: number;
  problem?: string;
}

interface Known {
  server: McpServer;
  state: ServerState;
  connection?: Connection;
}

const known = new Map<string, Known>();

/** How it stands with each server, by address. */
export const serverStates = createStore<Record<string, ServerState>>({});

/** The tools of all servers that answer. */
export const mcpTools = createStore<readonly McpTool[]>([]);

/** Connects to the servers in the settings, now and when they change. */
export function followServers(): () => void {
  const follow = () => {
    const wanted = mcpServers.get();
    const texts = wanted.map((server) => JSON.stringify(server));
    for (const [url, { server }] of known) if (!texts.includes(JSON.stringify(server))) forget(url);
    for (const server of wanted) if (!known.has(server.url)) join(server);
  };
  follow();
  return mcpServers.subscribe(follow);
}

/** Tries a server again. */
export function reconnect(server: McpServer): void {
  forget(server.url);
  join(server);
}

function forget(url: string): void {
  known.get(url)?.connection?.close();
  known.delete(url);
  tell();
}

async function join(server: McpServer): Promise<void> {
  const entry: Known = { server, state: { status: "connecting", tools: 0 } };
  known.set(server.url, entry);
  tell();
  try {
    const { connect } = await import("./connection.js");
    const connection = await connect(server);
    if (known.get(server.url) !== entry) return connection.close();
    entry.connection = connection;
    entry.state = { status: "ready", tools: connection.tools.length };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    entry.state = { status: "failed", tools: 0, problem: `It can't be reached: ${reason}` };
  }
  tell();
}

function tell(): void {
  serverStates.set(Object.fromEntries([...known].map(([url, { state }]) => [url, state])));
  const tools: McpTool[] = [];
  for (const [url, { connection }] of known) {
    for (const tool of connection?.tools ?? []) {
      tools.push({
        name: nameFor(tool.name, tools),
        url,
        tool,
        run: (input, signal) => connection!.call(tool.name, input, signal),
      });
    }
  }
  mcpTools.set(tools);
}

/** A name that the API takes and no tool before has. */
function nameFor(own: string, taken: readonly McpTool[]): string {
  const base = own.replace(/[^\w-]/g, "_").slice(0, 60) || "tool";
  const isTaken = (name: string) => taken.some((other) => other.name === name);
  let name = base;
  for (let count = 2; isTaken(name); count++) name = `${base}_${count}`;
  return name;
}

/** The tools of a request: the conversation's own, and those of servers whose names are free. */
export function withMcpTools(
  own: readonly Tool[] | undefined,
  tools: readonly McpTool[],
): Tool[] | undefined {
  const names = new Set(own?.map((tool) => (tool.type === "function" ? tool.function.name : "")));
  const offered = tools
    .filter(({ name }) => !names.has(name))
    .map(
      ({ name, tool }): Tool => ({
        type: "function",
        function: { name, description: tool.description, parameters: tool.inputSchema },
      }),
    );
  return own || offered.length > 0 ? [...(own ?? []), ...offered] : undefined;
}
