import { createStore } from "../ui/store.js";

/** A server of tools, and what it wants to be told with each request. It goes to this address alone. */
export interface McpServer {
  url: string;
  /** Name of the header; empty for none. */
  header: string;
  value: string;
}

/** A tool that may run without a question, as it was described when that was said. */
interface Consent {
  url: string;
  tool: string;
  definition: string;
}

interface Kept {
  servers: McpServer[];
  consents: Consent[];
}

const storageKey = "mcp";
export const mostServers = 10;

function stored(): Kept {
  try {
    return { servers: [], consents: [], ...JSON.parse(localStorage.getItem(storageKey) ?? "{}") };
  } catch {
    return { servers: [], consents: [] };
  }
}

const kept = createStore(stored());

/** The servers that the user added, in this browser. */
export const mcpServers = createStore<readonly McpServer[]>(kept.get().servers);

kept.subscribe(() => mcpServers.set(kept.get().servers));

addEventListener("storage", ({ key }) => {
  if (key === storageKey || key === null) kept.set(stored());
});

function change(next: (current: Kept) => Kept): void {
  // What another tab has written is built upon, not overwritten.
  kept.set(next(stored()));
  try {
    localStorage.setItem(storageKey, JSON.stringify(kept.get()));
  } catch {
    // Storage is full or forbidden: it lasts as long as the page.
  }
}

/** Adds a server; one with this address is replaced. */
export function addServer(server: McpServer): void {
  change(({ servers, consents }) => ({
    servers: [...servers.filter(({ url }) => url !== server.url), server].slice(-mostServers),
    consents,
  }));
}

/** Forgets a server, its secret, and what its tools were allowed. */
export function removeServer(url: string): void {
  change(({ servers, consents }) => ({
    servers: servers.filter((other) => other.url !== url),
    consents: consents.filter((consent) => consent.url !== url),
  }));
}

/** Lets a tool run without a question from now on, as long as it is described as it is. */
export function alwaysAllow(consent: Consent): void {
  change(({ servers, consents }) => ({
    servers,
    consents: [...consents.filter(({ url, tool }) => url !== consent.url || tool !== consent.tool), consent],
  }));
}

export const isAllowed = (asked: Consent): boolean =>
  kept
    .get()
    .consents.some(
      ({ url, tool, definition }) =>
        url === asked.url && tool === asked.tool && definition === asked.definition,
    );
